// One filter of the register: a field's values, each with the number of documents that would be shown.
import { Button, Checkbox, Popover, Text, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '~/ui'
import classes from './register.module.css'

export type FacetChoice = { value: string; label: string; count?: number | undefined }

const MANY = 8
const SHOWN = 200

export function FacetFilter({
  label,
  choices,
  chosen,
  onChosen,
  onOpen,
  initiallyOpen = false,
  free = false,
  children,
}: {
  label: string
  choices: FacetChoice[]
  chosen: string[]
  onChosen: (values: string[]) => void
  onOpen: () => void
  initiallyOpen?: boolean
  /** May a value be typed that is not on the list? */
  free?: boolean
  /** Asks for something else than values of a list. */
  children?: ReactNode
}) {
  const { t } = useTranslation('documents')
  const [opened, setOpened] = useState(initiallyOpen)
  const [text, setText] = useState('')
  const wanted = text.toLowerCase()
  // What was chosen stays on the list although nothing is left of it.
  const gone = chosen.filter((value) => !choices.some((choice) => choice.value === value))
  const all = [...gone.map((value): FacetChoice => ({ value, label: value, count: 0 })), ...choices]
  const typed = free && text && !all.some(({ value }) => value === text) ? [{ value: text, label: text }] : []
  const listed: FacetChoice[] = [...typed, ...all].filter((choice) => `${choice.label} ${choice.value}`.toLowerCase().includes(wanted)).slice(0, SHOWN)
  const said = chosen.length === 1 ? all.find(({ value }) => value === chosen[0])?.label : chosen.length > 1 ? String(chosen.length) : ''
  return (
    <Popover
      position="bottom-start"
      withinPortal
      trapFocus
      returnFocus
      opened={opened}
      onChange={(next) => {
        setOpened(next)
        if (!next) setText('')
      }}
    >
      <Popover.Target>
        <Button
          variant="default"
          fw={400}
          className={classes['facet'] ?? ''}
          data-chosen={chosen.length > 0 || undefined}
          aria-label={chosen.length > 0 ? t('filters.chosen', { label, count: chosen.length }) : label}
          rightSection={<Icon name="down" size={12} />}
          onClick={() => {
            if (!opened) onOpen()
            setOpened(!opened)
          }}
        >
          {label}
          {said && <span className={classes['said']}>{said}</span>}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs" aria-label={label}>
        {children || (
          <>
        {(free || all.length > MANY) && (
          <TextInput
            size="xs"
            mb="xs"
            data-autofocus
            aria-label={t('filters.find')}
            placeholder={t('filters.find')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        <ul className={classes['values']}>
          {listed.map(({ value, label: name, count }) => (
            <li key={value}>
              <Checkbox
                size="xs"
                label={name}
                checked={chosen.includes(value)}
                onChange={(event) =>
                  onChosen(event.currentTarget.checked ? [...chosen, value] : chosen.filter((one) => one !== value))
                }
              />
              {count !== undefined && <span className="numeric">{count}</span>}
            </li>
          ))}
        </ul>
        {listed.length === 0 && (
          <Text size="sm" c="dimmed" role="status">
            {t('filters.none')}
          </Text>
        )}
          </>
        )}
        {chosen.length > 0 && (
          <Button
            mt="xs"
            size="xs"
            variant="subtle"
            color="gray"
            onClick={() => {
              onChosen([])
              setOpened(false)
            }}
          >
            {t('filters.clearOne')}
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
