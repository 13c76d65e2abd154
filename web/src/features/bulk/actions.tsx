// What can be done with several documents of the register at once.
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import type { DocumentRow } from '~/api/types'
import { type BulkAction, toast, toastError } from '~/ui'
import { useDocumentBulkActions } from './document-actions'

/** The actions for the chosen rows; `done` is called when one was carried out. */
export function useBulkActions(at: At): (rows: DocumentRow[], done: () => void) => BulkAction[] {
  const { t } = useTranslation('documents')
  const changes = useDocumentBulkActions(at)
  return (rows, done) => [
    ...changes(rows, done),
    {
      label: t('bulk.copy'),
      onRun: () =>
        void navigator.clipboard.writeText(rows.map(({ number }) => number).join('\n')).then(() => {
          toast(t('bulk.copied', { count: rows.length }))
          done()
        }, toastError),
    },
  ]
}
