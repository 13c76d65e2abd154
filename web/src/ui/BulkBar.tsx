// The bar at the bottom while rows are selected. What is not allowed stays there, disabled, with its reason.
// On a phone the first stand there and the rest are in a menu.
import { Button, Group, Menu, Text, Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import classes from './bulk.module.css'

export type BulkAction = { label: string; onRun: () => void; danger?: boolean; refusal?: string | undefined }

/** How many stand in the bar of a phone beside the menu. */
const ON_PHONE = 2

export function BulkBar({ count, actions, onClear }: { count: number; actions: BulkAction[]; onClear: () => void }) {
  const { t } = useTranslation('ui')
  const phone = useMediaQuery('(max-width: 48em)') ?? false
  const [drawn, folded] = phone && actions.length > ON_PHONE + 1 ? [actions.slice(0, ON_PHONE), actions.slice(ON_PHONE)] : [actions, []]
  if (count === 0) return null
  const clear = (
    <Button size="xs" variant="subtle" color="gray" onClick={onClear}>
      {t('table.clear')}
    </Button>
  )
  return (
    <div className={classes['bar']} role="region" aria-label={t('table.selected', { count })}>
      <Group gap="xs" justify="space-between">
        <Text className="numeric">{t('table.selected', { count })}</Text>
        {phone && clear}
      </Group>
      {/* Said in words, where there is nothing else to be done. */}
      {actions.length === 1 && actions[0]?.refusal && <Text size="sm">{actions[0].refusal}</Text>}
      <Group gap="xs">
        {drawn.map((action) => (
          <Tooltip key={action.label} label={action.refusal} disabled={!action.refusal}>
            <Button
              size="xs"
              variant="default"
              data-disabled={action.refusal ? true : undefined}
              aria-disabled={action.refusal ? true : undefined}
              {...(action.danger ? { c: 'var(--wl-danger)' } : {})}
              onClick={() => {
                if (!action.refusal) action.onRun()
              }}
            >
              {action.label}
            </Button>
          </Tooltip>
        ))}
        {folded.length > 0 && (
          <Menu position="top-end" withinPortal>
            <Menu.Target>
              <Button size="xs" variant="default">
                {t('moreBulk')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {folded.map(({ label, refusal, danger, onRun }) => (
                <Menu.Item
                  key={label}
                  {...(refusal ? { 'aria-disabled': true, closeMenuOnClick: false, c: 'dimmed' } : { onClick: onRun, ...(danger && { c: 'var(--wl-danger)' }) })}
                >
                  {label}
                  {refusal && (
                    <Text size="xs" component="div">
                      {refusal}
                    </Text>
                  )}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        {!phone && clear}
      </Group>
    </div>
  )
}
