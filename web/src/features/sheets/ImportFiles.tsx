// The files of an import: those that belong to a row, those that belong to none, those on their way.
import { Button, Group, List, Progress, Stack, Text } from '@mantine/core'
import '~/theme/late.css'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Import } from '~/api/types'
import { bytes } from '~/lib/bytes'
import { ErrorBox, FileDrop } from '~/ui'
import classes from './sheets.module.css'
import type { Files } from './use-files'

/** As many names as somebody reads. */
const NAMED = 50

export function ImportFiles({ value, files }: { value: Import; files: Files }) {
  const { t, i18n } = useTranslation('sheets')
  const { t: ui } = useTranslation('ui')
  const [named, setNamed] = useState(false)
  const { given, matched, missing, unmatched } = value.files
  const { sum, moving } = files
  const stray = given - matched
  return (
    <Stack gap="xs" className={classes['files'] ?? ''}>
      <FileDrop label={t('files.label')} hint={t('files.hint')} onFiles={files.add} />
      <Group gap="md">
        <Text size="sm" role="status">
          {t('files.matched', { matched, count: given })}
        </Text>
        {missing > 0 && (
          <Text size="sm" c="var(--wl-danger)">
            {t('files.missing', { count: missing })}
          </Text>
        )}
        {stray > 0 && (
          <Button size="compact-xs" variant="default" aria-expanded={named} onClick={() => setNamed(!named)}>
            {t('files.unmatched', { count: stray })}
          </Button>
        )}
      </Group>
      {named && stray > 0 && (
        <List size="sm" className={classes['names'] ?? ''}>
          {unmatched.slice(0, NAMED).map(({ upload_id, filename }) => (
            <List.Item key={upload_id}>{filename}</List.Item>
          ))}
          {stray > NAMED && <List.Item>{t('files.more', { count: stray - NAMED })}</List.Item>}
        </List>
      )}
      {moving && (
        <>
          <Group gap="md">
            <Text size="sm" role="status">
              {t('files.progress', { done: sum.done, total: sum.count, sent: bytes(sum.sent, i18n.language), bytes: bytes(sum.bytes, i18n.language) })}
            </Text>
            <Button size="compact-xs" variant="default" onClick={files.stop}>
              {ui('cancel')}
            </Button>
          </Group>
          <Progress value={sum.bytes > 0 ? Math.round((sum.sent / sum.bytes) * 100) : 0} aria-label={t('files.label')} />
        </>
      )}
      {sum.failed.length > 0 && !moving && (
        <Group gap="xs" role="alert">
          <Text size="sm" c="var(--wl-danger)">
            {t('files.failed', { count: sum.failed.length })}
          </Text>
          <Button size="compact-xs" variant="default" onClick={files.retry}>
            {ui('retry')}
          </Button>
          <List size="sm" className={classes['names'] ?? ''}>
            {sum.failed.slice(0, NAMED).map(({ name, error }, index) => (
              <List.Item key={`${name} ${index}`}>
                {name}: {error}
              </List.Item>
            ))}
          </List>
        </Group>
      )}
      {files.error !== undefined && <ErrorBox error={files.error} onRetry={files.retry} />}
    </Stack>
  )
}
