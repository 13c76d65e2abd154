// Starts a workflow again that was sent back, with the documents as they are by now.
import { Checkbox, Text, Textarea } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { resubmitWorkflow } from '~/api/queries/runs'
import type { Workflow } from '~/api/types'
import { DocumentFinder } from '~/features/document'
import { FormDialog, toast, useForm } from '~/ui'
import classes from '../workflows.module.css'
import { RoutedList } from './DetailsStep'
import { useActing } from './run-actions'
import { useSheets } from './sheets'
import { wrongDocument } from './start'

export function ResubmitDialog({ at, run, onClose }: { at: At; run: Workflow; onClose: () => void }) {
  const { t } = useTranslation('runs')
  const acting = useActing(at, run.id)
  const form = useForm({ documents: run.documents.map(({ document_id }) => document_id), comment: '', confirm_restricted: false })
  const { documents } = form.values
  const sheets = useSheets(at, documents)
  // What the reader does not see goes through it again only if nothing is said of the documents.
  const same = documents.length === run.documents.length && run.documents.every(({ document_id }) => documents.includes(document_id))
  return (
    <FormDialog
      title={t('resubmitTitle', { number: run.number })}
      form={form}
      submit={t('resubmit')}
      disabled={sheets.some(({ loading }) => loading)}
      size={640}
      onClose={onClose}
      onSubmit={async ({ comment, confirm_restricted }) => {
        const chosen = sheets.map(({ id, revision }) => ({ document_id: id, revision_id: revision?.id ?? null }))
        const body = { version: run.version, comment, confirm_restricted, ...(run.withheld > 0 && same ? {} : { documents: chosen }) }
        const again = await acting(() => resubmitWorkflow(at, run.id, body))
        toast(t('resubmitted', { number: again.number, round: again.round }))
      }}
    >
      <Text size="sm">{t('resubmitText', { number: run.stage + 1 })}</Text>
      {run.withheld > 0 && <Text size="sm">{t(same ? 'withheldAgain' : 'withheldNot', { count: run.withheld })}</Text>}
      <section aria-labelledby="again" className={classes['part']}>
        <h3 id="again">{t('documents', { count: documents.length })}</h3>
        <RoutedList
          sheets={sheets}
          wrong={(index) => wrongDocument(form.errors, index)}
          was={(id) => run.documents.find(({ document_id }) => document_id === id)?.revision}
          onRemove={(id) => form.set('documents', documents.filter((one) => one !== id))}
        />
        {form.errors['documents'] && (
          <Text size="xs" c="var(--wl-danger)" role="alert">
            {form.errors['documents']}
          </Text>
        )}
        {/* Stages that are done have seen these documents and no others. */}
        {run.stage === 0 && <DocumentFinder at={at} label={t('addDocument')} taken={documents} onAdd={({ id }) => form.set('documents', [...documents, id])} />}
      </section>
      {(form.errors['confirm_restricted'] || form.values.confirm_restricted) && <Checkbox label={t('confirmAgain')} {...form.check('confirm_restricted')} />}
      <Textarea label={t('whatChanged')} autosize minRows={2} maxRows={8} maxLength={4000} data-autofocus {...form.text('comment')} />
    </FormDialog>
  )
}
