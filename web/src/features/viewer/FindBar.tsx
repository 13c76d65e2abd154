// The field for searching in the text of the file, and what came of it.
import { ActionIcon, Group, Text, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '~/ui'
import classes from './viewer.module.css'

/** How far a search is and where in it somebody stands. */
type Progress = { count: number; ordinal: number; done: number; total: number; complete: boolean; letters: number }
export type Finding = {
  search: Progress | undefined
  type: (query: string) => void
  step: (direction: 1 | -1) => void
  clear: () => void
}

/** Why there is nothing to search in. */
export type Unsearchable = 'rights' | 'picture' | 'made' | 'unread'

export function FindBar({ finder, unsearchable, onClose }: { finder: Finding; unsearchable: Unsearchable | undefined; onClose: () => void }) {
  const { t } = useTranslation('viewer')
  const [text, setText] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const { search, step } = finder
  useEffect(() => input.current?.focus(), [])
  const close = () => {
    finder.clear()
    onClose()
  }
  const found = (search?.count ?? 0) > 0
  return (
    <Group className={classes['find']} role="search" aria-label={t('find.label')} gap={4} wrap="nowrap">
      {unsearchable ? (
        <Text size="sm" c="dimmed" className={classes['findSays']}>
          {t(`find.${unsearchable}`)}
        </Text>
      ) : (
        <>
          <TextInput
            ref={input}
            size="xs"
            className={classes['findText']}
            aria-label={t('find.text')}
            placeholder={t('find.text')}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value)
              finder.type(event.currentTarget.value)
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') step(event.shiftKey ? -1 : 1)
              else if (event.key === 'Escape') close()
              else return
              event.preventDefault()
            }}
          />
          <Text size="xs" c="dimmed" role="status" className={classes['findSays']}>
            {search && <Says search={search} />}
          </Text>
          <ActionIcon variant="subtle" color="gray" aria-label={t('find.previous')} disabled={!found} onClick={() => step(-1)}>
            <Icon name="up" />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" aria-label={t('find.next')} disabled={!found} onClick={() => step(1)}>
            <Icon name="down" />
          </ActionIcon>
        </>
      )}
      <ActionIcon variant="subtle" color="gray" aria-label={t('find.close')} onClick={close}>
        <Icon name="close" />
      </ActionIcon>
    </Group>
  )
}

function Says({ search }: { search: Progress }) {
  const { t } = useTranslation('viewer')
  const { count, done, total, complete, letters, ordinal } = search
  if (!complete) return <>{count === 0 ? t('find.going', { done, total }) : t('find.goingFound', { here: ordinal, count, done, total })}</>
  if (count > 0) return <>{t('find.found', { here: ordinal, count })}</>
  return <>{letters === 0 ? t('find.scan') : t('find.none')}</>
}
