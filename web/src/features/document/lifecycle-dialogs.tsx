// Superseding by hand, withdrawing, archiving and taking out of the archive.
import { Text, Textarea } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import { supersede, unarchive } from '~/api/queries/lifecycle'
import type { At } from '~/api/queries/project'
import { setStatus } from '~/api/queries/register'
import type { Document } from '~/api/types'
import { FormDialog, useForm } from '~/ui'
import { useChanged } from './changed'
import { DocumentSelect } from './DocumentSelect'

type Props = { at: At; document: Document; onClose: () => void }

export function SupersedeDialog({ at, document, onClose }: Props) {
  const { t } = useTranslation('lifecycle')
  const changed = useChanged(at)
  const { number } = document
  const form = useForm({ by_document_id: document.superseded_by?.id ?? '', reason: '' })
  return (
    <FormDialog
      title={t('supersede.title', { number })}
      form={form}
      submit={t('supersede.submit')}
      disabled={!form.values.by_document_id}
      onClose={onClose}
      onSubmit={async ({ by_document_id, reason }) => {
        const after = await supersede(at, document.id, { by_document_id, reason: reason.trim() || undefined, version: document.version })
        await changed(t('supersede.done', { number, by: after.superseded_by?.number ?? '' }))
      }}
    >
      <Text>{t('supersede.text', { number })}</Text>
      <DocumentSelect
        at={at}
        label={t('supersede.by')}
        required
        known={document.superseded_by ? [document.superseded_by] : []}
        without={[document.id]}
        value={form.values.by_document_id}
        onChange={(id) => form.set('by_document_id', id)}
        error={form.errors['by_document_id']}
      />
      <Textarea label={t('reason')} autosize minRows={2} maxRows={8} {...form.text('reason')} />
    </FormDialog>
  )
}

/** Both end a document's use, and say why. */
export function CloseDialog({ at, document, status, onClose }: Props & { status: 'withdrawn' | 'archived' }) {
  const { t } = useTranslation('lifecycle')
  const changed = useChanged(at)
  const { number } = document
  const form = useForm({ reason: '' })
  return (
    <FormDialog
      title={t(`${status}.title`, { number })}
      form={form}
      submit={t(`${status}.submit`)}
      danger={status === 'withdrawn'}
      onClose={onClose}
      onSubmit={async ({ reason }) => {
        await setStatus(at, document.id, { status, reason: reason.trim(), version: document.version })
        await changed(t(`${status}.done`, { number }))
      }}
    >
      <Text>{t(`${status}.text`)}</Text>
      <Textarea label={t('reason')} required autosize minRows={2} maxRows={8} data-autofocus {...form.text('reason')} />
    </FormDialog>
  )
}

export function UnarchiveDialog({ at, document, onClose }: Props) {
  const { t } = useTranslation('lifecycle')
  const changed = useChanged(at)
  const { number } = document
  const form = useForm({ reason: '' })
  return (
    <FormDialog
      title={t('unarchive.title', { number })}
      form={form}
      submit={t('unarchive.submit')}
      onClose={onClose}
      onSubmit={async ({ reason }) => {
        await unarchive(at, document.id, { reason: reason.trim(), version: document.version })
        await changed(t('unarchive.done', { number }))
      }}
    >
      <Text>{t('unarchive.text')}</Text>
      <Textarea label={t('reason')} required autosize minRows={2} maxRows={8} data-autofocus {...form.text('reason')} />
    </FormDialog>
  )
}
