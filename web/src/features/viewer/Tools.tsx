// The viewer's tools: all in a row where there is room, the rarer ones behind a menu where there is not.
import { ActionIcon, Menu, NumberInput, Text, Tooltip } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '~/ui'

export type ToolAct = {
  id: string
  icon: IconName
  label: string
  run?: () => void
  href?: string | undefined
  pressed?: boolean
  disabled?: boolean
}

export function Tool({ icon, label, run, href, pressed, disabled = false }: Omit<ToolAct, 'id'>) {
  const common = { variant: pressed ? 'light' : 'subtle', color: 'gray', 'aria-label': label, 'aria-pressed': pressed } as const
  return (
    <Tooltip label={label}>
      {href ? (
        <ActionIcon {...common} component="a" href={href}>
          <Icon name={icon} />
        </ActionIcon>
      ) : (
        <ActionIcon {...common} onClick={run} disabled={disabled}>
          <Icon name={icon} />
        </ActionIcon>
      )}
    </Tooltip>
  )
}

export function MoreTools({ acts }: { acts: ToolAct[] }) {
  const { t } = useTranslation('viewer')
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('more')}>
          <Icon name="more" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {acts.map(({ id, icon, label, run, href, disabled }) =>
          href ? (
            <Menu.Item key={id} leftSection={<Icon name={icon} size={16} />} component="a" href={href}>
              {label}
            </Menu.Item>
          ) : (
            <Menu.Item key={id} leftSection={<Icon name={icon} size={16} />} disabled={disabled ?? false} onClick={run}>
              {label}
            </Menu.Item>
          ),
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Which page, of how many, and the ones beside it. */
export function Leaf({ page, count, label, go }: { page: number; count: number; label?: string; go: (page: number) => void }) {
  const { t } = useTranslation('viewer')
  const named = (name: string) => (label ? `${label}: ${name}` : name)
  return (
    <>
      <Tool icon="left" label={named(t('previous'))} run={() => go(page - 1)} disabled={page === 0} />
      <NumberInput
        size="xs"
        w={52}
        aria-label={named(t('page'))}
        hideControls
        min={1}
        max={count}
        value={page + 1}
        onChange={(value) => {
          if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= count) go(value - 1)
        }}
      />
      <Text size="xs" c="dimmed" className="numeric" style={{ whiteSpace: 'nowrap' }}>
        {t('pageOf', { count })}
      </Text>
      <Tool icon="right" label={named(t('next'))} run={() => go(page + 1)} disabled={page === count - 1} />
    </>
  )
}

/** The choice of a revision to compare with. */
export function ComparePick({ others, onPick }: { others: { id: string; code: string; note: string }[]; onPick: (id: string) => void }) {
  const { t } = useTranslation('viewer')
  if (others.length === 0) return <Tool icon="compare" label={t('compare.none')} disabled />
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('compare.with')} title={t('compare.with')}>
          <Icon name="compare" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('compare.with')}</Menu.Label>
        {others.map(({ id, code, note }) => (
          <Menu.Item key={id} onClick={() => onPick(id)} rightSection={<Text size="xs" c="dimmed">{note}</Text>}>
            {code}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
