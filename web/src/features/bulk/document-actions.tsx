// Changing several documents at once. Whether each of them may be changed the server says, row by row.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { type At, projectQuery } from '~/api/queries/project'
import type { DocumentRow } from '~/api/types'
import { MergeDialog } from '~/features/document'
import { lazily } from '~/lib/lazily'
import { type BulkAction, useDialog } from '~/ui'

const EditMany = lazily(() => import('./dialogs'), 'EditMany')
const StatusMany = lazily(() => import('./dialogs'), 'StatusMany')
const LockMany = lazily(() => import('./dialogs'), 'LockMany')
const RestrictMany = lazily(() => import('./dialogs'), 'RestrictMany')
const DeleteMany = lazily(() => import('./dialogs'), 'DeleteMany')

/** As many as the server changes at once. */
const MOST = 500

export function useDocumentBulkActions(at: At): (rows: DocumentRow[], done: () => void) => BulkAction[] {
  const { t } = useTranslation('lifecycle')
  const open = useDialog()
  const { data: project } = useQuery(projectQuery(at))
  return (rows, done) => {
    // Whoever cannot add documents cannot change them either.
    if (!project || project.mode === 'external' || !may(project.abilities, 'document.create')) return []
    const refusal = rows.length > MOST ? t('bulk.tooMany', { count: MOST }) : undefined
    const allLocked = rows.every(({ locked }) => locked)
    const actions: BulkAction[] = [
      { label: t('bulk.edit'), refusal, onRun: () => open((close) => <EditMany at={at} rows={rows} onDone={done} onClose={close} />) },
      { label: t('bulk.status'), refusal, onRun: () => open((close) => <StatusMany at={at} rows={rows} onDone={done} onClose={close} />) },
      {
        label: allLocked ? t('bulk.unlock') : t('bulk.lock'),
        refusal,
        onRun: () => open((close) => <LockMany at={at} rows={rows} lock={!allLocked} onDone={done} onClose={close} />),
      },
    ]
    if (may(project.abilities, 'edit_request.decide')) {
      actions.push(
        { label: t('bulk.restrict'), refusal, onRun: () => open((close) => <RestrictMany at={at} rows={rows} onDone={done} onClose={close} />) },
        {
          label: t('bulk.merge'),
          refusal: rows.length < 2 || rows.length > 3 ? t('bulk.mergeCount') : undefined,
          onRun: () => open((close) => <MergeDialog at={at} ids={rows.map(({ id }) => id)} onClose={close} />),
        },
      )
    }
    actions.push({
      label: t('bulk.delete'),
      danger: true,
      refusal,
      onRun: () => open((close) => <DeleteMany at={at} rows={rows} onDone={done} onClose={close} />),
    })
    return actions
  }
}
