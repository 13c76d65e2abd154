// Which columns a table shows, in what order, and how tall its rows are.
import { ActionIcon, Button, Checkbox, Group, Popover, SegmentedControl, Text } from '@mantine/core'
import '~/theme/late.css'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Choosable } from '~/lib/columns'
import classes from './chooser.module.css'
import { Icon } from './Icon'

type Named = Choosable & { header: string }

export function ColumnChooser({
  columns,
  chosen,
  onChosen,
  comfortable,
  onComfortable,
  onReset,
}: {
  columns: Named[]
  /** The keys of those shown, in order; undefined as long as nothing was chosen. */
  chosen: readonly string[] | undefined
  onChosen: (keys: string[]) => void
  comfortable: boolean
  onComfortable: (comfortable: boolean) => void
  /** Set when there is something to take back. */
  onReset: (() => void) | undefined
}) {
  const { t } = useTranslation('ui')
  const [opened, setOpened] = useState(false)
  const choices = columns.filter(({ pinned }) => !pinned)
  const shown = chosen?.filter((key) => choices.some((column) => column.key === key)) ?? choices.filter(({ optional }) => !optional).map(({ key }) => key)
  const listed = [
    ...shown.flatMap((key) => choices.find((column) => column.key === key) ?? []),
    ...choices.filter(({ key }) => !shown.includes(key)),
  ]
  const move = (key: string, by: number) => {
    const rest = shown.filter((one) => one !== key)
    rest.splice(shown.indexOf(key) + by, 0, key)
    onChosen(rest)
  }
  return (
    <Popover position="bottom-end" withinPortal trapFocus returnFocus opened={opened} onChange={setOpened}>
      <Popover.Target>
        <Button variant="default" onClick={() => setOpened(!opened)}>
          {t('chooser.button')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="sm" aria-label={t('chooser.title')}>
        <ul className={classes['list']}>
          {listed.map((column) => {
            const at = shown.indexOf(column.key)
            return (
              <li key={column.key}>
                <Checkbox
                  size="xs"
                  label={column.header}
                  checked={at >= 0}
                  onChange={() => onChosen(at >= 0 ? shown.filter((key) => key !== column.key) : [...shown, column.key])}
                />
                {at >= 0 && (
                  <Group gap={0} wrap="nowrap">
                    <ActionIcon
                      size="sm"
                      variant="subtle"
                      color="gray"
                      aria-label={t('chooser.earlier', { column: column.header })}
                      disabled={at === 0}
                      onClick={() => move(column.key, -1)}
                    >
                      <Icon name="up" size={14} />
                    </ActionIcon>
                    <ActionIcon
                      size="sm"
                      variant="subtle"
                      color="gray"
                      aria-label={t('chooser.later', { column: column.header })}
                      disabled={at === shown.length - 1}
                      onClick={() => move(column.key, 1)}
                    >
                      <Icon name="down" size={14} />
                    </ActionIcon>
                  </Group>
                )}
              </li>
            )
          })}
        </ul>
        <Text size="xs" c="dimmed" mt="sm" mb={4}>
          {t('chooser.density')}
        </Text>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={t('chooser.density')}
          data={[
            { value: 'compact', label: t('chooser.compact') },
            { value: 'comfortable', label: t('chooser.comfortable') },
          ]}
          value={comfortable ? 'comfortable' : 'compact'}
          onChange={(value) => onComfortable(value === 'comfortable')}
        />
        {onReset && (
          <Button
            mt="sm"
            size="xs"
            variant="subtle"
            color="gray"
            onClick={() => {
              onReset()
              // The button goes with what it took back, and the focus must not go with it.
              setOpened(false)
            }}
          >
            {t('chooser.reset')}
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
