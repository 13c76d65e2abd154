// The further actions of a thing, in words. What may not be done now is there, with the reason; it can be come to by
// keyboard, because a reason that only eyes and mice find is none.
import { ActionIcon, Menu, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Action } from './actions'
import { Icon } from './Icon'

export function ActionMenu({ actions, label }: { actions: Action[]; label?: string }) {
  const { t } = useTranslation('ui')
  if (actions.length === 0) return null
  return (
    <Menu position="bottom-end" withinPortal withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={label ? `${t('more')}: ${label}` : t('more')}
          onClick={(event) => event.stopPropagation()}
          onKeyDown={(event) => event.stopPropagation()}
        >
          <Icon name="more" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown onClick={(event) => event.stopPropagation()}>
        {actions.map((action) => (
          <Menu.Item
            key={action.id}
            {...(action.refusal
              ? { 'aria-disabled': true, closeMenuOnClick: false, c: 'dimmed' }
              : { onClick: action.run, ...(action.danger && { c: 'var(--wl-danger)' }) })}
          >
            {action.label}
            {action.refusal && (
              <Text size="xs" component="div">
                {action.refusal}
              </Text>
            )}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
