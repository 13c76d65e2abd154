// Ctrl K: one field that goes to places, does things and finds documents by number. The results of the
// search behind it come from outside; this draws and walks them.
import { Modal, Text, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Action } from './actions'
import classes from './palette.module.css'

/** The actions whose words all start somewhere in what the action says of itself. */
export function matching(actions: Action[], text: string): Action[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return actions
  return actions.filter((action) => {
    const said = `${action.label} ${action.keywords ?? ''} ${action.group ?? ''}`.toLowerCase()
    return words.every((word) => said.includes(word))
  })
}

export function CommandPalette({
  opened,
  onClose,
  text,
  onText,
  actions,
  found,
}: {
  opened: boolean
  onClose: () => void
  text: string
  onText: (text: string) => void
  actions: Action[]
  /** Already filtered by the server. */
  found: Action[]
}) {
  const { t } = useTranslation('ui')
  const list = useId()
  const [active, setActive] = useState(0)
  const shown = [...found, ...matching(actions, text)].slice(0, 40)
  const current = Math.min(active, Math.max(shown.length - 1, 0))
  const run = (action: Action | undefined) => {
    if (!action || action.refusal) return
    onClose()
    action.run()
  }
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={560}
      aria-label={t('palette.label')}
    >
      <TextInput
        variant="unstyled"
        size="md"
        px="md"
        data-autofocus
        role="combobox"
        aria-label={t('palette.label')}
        aria-expanded={shown.length > 0}
        aria-controls={list}
        aria-activedescendant={shown[current] ? `${list}-${current}` : undefined}
        placeholder={t('palette.placeholder')}
        value={text}
        onChange={(event) => {
          onText(event.currentTarget.value)
          setActive(0)
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setActive(Math.min(current + 1, shown.length - 1))
          else if (event.key === 'ArrowUp') setActive(Math.max(current - 1, 0))
          else if (event.key === 'Enter') run(shown[current])
          else return
          event.preventDefault()
        }}
      />
      <ul id={list} role="listbox" aria-label={t('palette.results')} className={classes['list']}>
        {shown.map((action, index) => (
          <li
            key={action.id}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === current}
            aria-disabled={action.refusal ? true : undefined}
            onMouseMove={() => setActive(index)}
            onClick={() => run(action)}
            ref={(element) => {
              if (index === current) element?.scrollIntoView?.({ block: 'nearest' })
            }}
          >
            <span className="clip">{action.label}</span>
            <span className={classes['group']}>{action.refusal ?? action.group}</span>
          </li>
        ))}
      </ul>
      {shown.length === 0 && (
        <Text p="md" c="dimmed" role="status">
          {t('palette.empty', { text })}
        </Text>
      )}
    </Modal>
  )
}
