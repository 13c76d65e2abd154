// Uploading several files: they travel while their rows are filled in; the register is touched only when
// every row is right and the person says so.
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { condition } from '~/api/abilities'
import { type At, projectQuery } from '~/api/queries/project'
import { createDocuments, documentOptionsQuery, registerKey } from '~/api/queries/register'
import { ErrorBox, FileDrop, ProgressList, toast, useConfirm } from '~/ui'
import { Grid } from './Grid'
import { portions, shown, summary, toNewRow } from './rows'
import { useUploads } from './use-uploads'

export function UploadDialog({ at, files, onClose }: { at: At; files: File[]; onClose: () => void }) {
  const { t } = useTranslation('upload')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const confirm = useConfirm()
  const [storing, setStoring] = useState(false)
  /** How many have entered so far. */
  const [entered, setEntered] = useState(0)
  const [error, setError] = useState<unknown>()
  const { data: project } = useQuery(projectQuery(at))
  const options = useQuery(documentOptionsQuery(at))
  const uploads = useUploads(at, files, options.data?.fields)
  const external = project?.mode === 'external'
  const visible = shown(uploads.rows)
  const counts = summary(uploads.rows)
  const total = uploads.rows.length
  const complete = total > 0 && counts.ready === total && !uploads.checking
  const note = condition(project?.abilities, 'document.create') ?? (external ? t('pending') : undefined)

  async function close() {
    if (storing) return
    if (total > 0) {
      const sure = await confirm({ title: t('discard'), text: t('discardText'), action: t('discardAction'), danger: true })
      if (!sure) return
      uploads.acts.discard()
    }
    onClose()
  }

  async function store() {
    setStoring(true)
    setError(undefined)
    let count = 0
    try {
      // Each portion enters whole or not at all; what is in leaves the list, and the rest stays to be mended.
      for (const portion of portions(uploads.rows)) {
        const { items } = await createDocuments(at, portion.map(toNewRow))
        uploads.acts.stored(portion.map(({ key }) => key))
        count += items.length
        setEntered(count)
      }
      onClose()
    } catch (problem) {
      setError(problem)
    } finally {
      setStoring(false)
      setEntered(0)
      if (count > 0) {
        toast(t(external ? 'doneExternal' : 'done', { count }))
        void client.invalidateQueries({ queryKey: registerKey(at) })
        void client.invalidateQueries({ queryKey: projectQuery(at).queryKey, exact: true })
      }
    }
  }

  return (
    <Modal
      opened
      onClose={() => void close()}
      title={external ? t('titleExternal') : t('title')}
      size={1200}
      yOffset="4vh"
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': ui('close') }}
    >
      <Stack gap="md">
        {note && <Alert color="gray">{note}</Alert>}
        <FileDrop label={t('drop')} hint={t('dropHint')} onFiles={uploads.add} />
        {total > 0 && (
          <>
            <ProgressList
              label={t('files')}
              items={visible.rows.map((row) => ({
                id: row.key,
                name: row.file.name,
                state: row.state,
                done: row.sent,
                total: row.file.size,
                perSecond: row.perSecond,
                error: row.error,
                note: row.lost ? t('lost') : undefined,
                pausable: row.pausable,
              }))}
              onCancel={uploads.acts.remove}
              onPause={uploads.acts.pause}
              onResume={uploads.acts.resume}
              onRetry={uploads.acts.retry}
            />
            {visible.more > 0 && (
              <Text size="sm" c="dimmed">
                {t('moreWaiting', { count: visible.more })}
              </Text>
            )}
            {options.error && <ErrorBox error={options.error} onRetry={() => void options.refetch()} />}
            <Grid uploads={uploads} options={options.data} external={external} />
          </>
        )}
        {uploads.error !== undefined && <ErrorBox error={uploads.error} />}
        {error !== undefined && <ErrorBox error={error} />}
        <Group justify="space-between">
          <Text size="sm" c="dimmed" role="status">
            {[
              entered > 0 && t('entered', { count: entered }),
              counts.uploading > 0 && t('uploading', { count: counts.uploading }),
              counts.failed > 0 && t('failedFiles', { count: counts.failed }),
              uploads.checking && t('check'),
              !uploads.checking && counts.wrong > 0 && t('rowsWrong', { count: counts.wrong }),
              !uploads.checking && counts.ready > 0 && t('rowsReady', { count: counts.ready }),
            ]
              .filter(Boolean)
              .join(' ')}
          </Text>
          <Group gap="xs">
            <Button variant="default" onClick={() => void close()} disabled={storing}>
              {ui('cancel')}
            </Button>
            <Button onClick={() => void store()} loading={storing} disabled={!complete}>
              {t(external ? 'submitExternal' : 'submit', { count: total })}
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  )
}
