// What can be done with several documents of the register at once.
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { type At, projectQuery } from '~/api/queries/project'
import { workflowMayQuery } from '~/api/queries/runs'
import { transmittalMayQuery } from '~/api/queries/transmittals'
import type { DocumentFilter, DocumentRow } from '~/api/types'
import { ExportDialog } from '~/features/sheets'
import { sheetOf } from '~/features/transmittals'
import { type BulkAction, BulkBar, toast, toastError, useDialog } from '~/ui'
import { useDocumentBulkActions } from './document-actions'

/** As many as are exported or sent by choice; more are exported by filters. */
const MOST = 500
/** As many as go through one workflow. */
const MOST_ROUTED = 50

type Seen = { filter: DocumentFilter; columns: string[] }

/** The bar of the register while rows are chosen: what can be done with all of them. */
export function RegisterBulkBar({ at, rows, seen, onDone }: { at: At; rows: DocumentRow[]; seen: Seen; onDone: () => void }) {
  const { t } = useTranslation('documents')
  const { t: runs } = useTranslation('runs')
  const open = useDialog()
  const navigate = useNavigate()
  const { data: sending } = useQuery(transmittalMayQuery(at))
  const { data: project } = useQuery(projectQuery(at))
  // Whoever sees no templates sees no workflows, and is not asked for any.
  const { data: running } = useQuery({ ...workflowMayQuery(at), enabled: may(project?.abilities, 'workflow_template.view') })
  const changes = useDocumentBulkActions(at)
  const actions: BulkAction[] = [
    ...changes(rows, onDone),
    ...(may(sending, 'transmittal.manage')
      ? [
          {
            label: t('bulk.transmittal'),
            refusal: rows.length > MOST ? t('bulk.transmittalMost', { count: MOST }) : undefined,
            onRun: () => void navigate({ to: '/o/$org/p/$project/transmittals/new', params: at, state: { transmittal: { documents: rows.map(sheetOf) } } }),
          },
        ]
      : []),
    ...(may(running, 'workflow.start')
      ? [
          {
            label: runs('new'),
            refusal: rows.length > MOST_ROUTED ? runs('most', { count: MOST_ROUTED }) : undefined,
            onRun: () => void navigate({ to: '/o/$org/p/$project/workflows/new', params: at, search: { documents: rows.map(({ id }) => id).join(',') } }),
          },
        ]
      : []),
    {
      label: t('bulk.export'),
      refusal: rows.length > MOST ? t('bulk.exportMost', { count: MOST }) : undefined,
      onRun: () => open((close) => <ExportDialog at={at} {...seen} count={rows.length} rows={rows} onClose={close} />),
    },
    {
      label: t('bulk.copy'),
      onRun: () =>
        void navigator.clipboard.writeText(rows.map(({ number }) => number).join('\n')).then(() => {
          toast(t('bulk.copied', { count: rows.length }))
          onDone()
        }, toastError),
    },
  ]
  return <BulkBar count={rows.length} actions={actions} onClear={onDone} />
}
