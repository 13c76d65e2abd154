// What waits for a Document Controller: each submission with what is known of it, and the decision.
import { numberWidth } from '~/lib/columns'
import { useWords } from '~/lib/words'
import { Button } from '@mantine/core'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import type { Submission } from '~/api/types'
import { useListing } from '~/api/paging'
import { type At, projectQuery } from '~/api/queries/project'
import { listPending, pendingKey, registerKey } from '~/api/queries/register'
import { lazily } from '~/lib/lazily'
import { nothing, type Selection } from '~/lib/selection'
import { usePersonName } from '~/features/document'
import { BulkBar, type Column, DataTable, EmptyState, Page, PageHeader, Split, toast, useDialog, When } from '~/ui'
import { DecisionPanel } from './DecisionPanel'

const AcceptMany = lazily(() => import('./BulkDialogs'), 'AcceptMany')
const RejectMany = lazily(() => import('./BulkDialogs'), 'RejectMany')

/** As many as the server decides on at once. */
const MOST = 100

export function PendingPage({
  at,
  open,
  before,
  onOpen,
  onEvery,
}: {
  at: At
  open: string | undefined
  /** Only what came before this moment, where the dashboard led here. */
  before: string | undefined
  onOpen: (revision: string | undefined) => void
  onEvery: () => void
}) {
  const { t } = useTranslation('documents')
  const words = useWords()
  const name = usePersonName()
  const client = useQueryClient()
  const openDialog = useDialog()
  const [selection, setSelection] = useState<Selection>(nothing)
  const { data: project } = useSuspenseQuery(projectQuery(at))
  const deciding = may(project.abilities, 'revision.accept')
  const listing = useListing<Submission>({ key: [...pendingKey(at), before ?? ''], load: listPending(at, before) })
  const number = (submission: Submission) => submission.proposed_number || submission.document.number
  const near = (submission: Submission) => {
    const first = submission.near[0]
    if (!first) return ''
    return first.exact ? t('pendingQueue.nearExact') : t('pendingQueue.near', { number: first.number })
  }
  const columns: Column<Submission>[] = [
    { key: 'number', header: t('pendingQueue.columns.number'), width: numberWidth(listing.rows.map(number)), cell: (s) => <span className="numeric">{number(s)}</span> },
    { key: 'title', header: t('pendingQueue.columns.title'), width: 'minmax(150px, 1.5fr)', wish: 220, cell: (s) => <span title={s.document.title}>{s.document.title}</span> },
    { key: 'rev', header: t('pendingQueue.columns.rev'), width: '70px', cell: (s) => s.revision.code },
    { key: 'from', header: t('pendingQueue.columns.from'), width: 'minmax(160px, 1fr)', drop: 1, cell: (s) => name(s.uploaded_by) },
    { key: 'status', header: t('pendingQueue.columns.status'), width: '120px', drop: 3, cell: (s) => words('status', s.revision.status) },
    { key: 'when', header: t('pendingQueue.columns.when'), width: '120px', drop: 2, cell: (s) => <When at={s.uploaded_at} /> },
  ]
  // Said only when something is here already.
  if (listing.rows.some((row) => row.near.length > 0)) {
    columns.push({ key: 'near', header: t('pendingQueue.columns.near'), width: 'minmax(140px, 200px)', drop: 4, cell: near })
  }
  const picked = listing.rows.filter(({ revision }) => selection.has(revision.id))
  const done = async (message: string) => {
    setSelection(nothing)
    onOpen(undefined)
    await client.invalidateQueries({ queryKey: registerKey(at) })
    void client.invalidateQueries({ queryKey: projectQuery(at).queryKey, exact: true })
    toast(message)
  }
  const tooMany = picked.length > MOST ? t('pendingQueue.tooMany', { count: MOST }) : undefined
  const chosen = listing.rows.find((submission) => submission.revision.id === open)
  return (
    <Split
      panel={chosen && <DecisionPanel key={chosen.revision.id} at={at} submission={chosen} onClose={() => onOpen(undefined)} />}
    >
      <Page>
        <PageHeader
          title={t('pendingQueue.title')}
          actions={
            before && (
              <Button variant="default" onClick={onEvery}>
                {t('pendingQueue.every')}
              </Button>
            )
          }
        />
        <DataTable
          label={t('pendingQueue.title')}
          columns={columns}
          {...listing}
          getId={(submission) => submission.revision.id}
          rowLabel={(submission) => `${number(submission)} · ${submission.document.title}`}
          {...(deciding ? { selection, onSelection: setSelection } : {})}
          openId={open}
          onOpen={(submission) => onOpen(submission.revision.id)}
          phone={(submission) => ({
            first: (
              <>
                <strong>{number(submission)}</strong> <span>{submission.document.title}</span>
              </>
            ),
            second: (
              <>
                <span>{name(submission.uploaded_by)}</span> <When at={submission.uploaded_at} />
                <span>
                  {near(submission)}
                </span>
              </>
            ),
          })}
          empty={<EmptyState title={t('pendingQueue.empty')}>{t('pendingQueue.emptyText')}</EmptyState>}
        />
        <BulkBar
          count={picked.length}
          onClear={() => setSelection(nothing)}
          actions={[
            {
              label: t('pendingQueue.accept'),
              refusal: tooMany,
              onRun: () => openDialog((close) => <AcceptMany at={at} submissions={picked} onDone={done} onClose={close} />),
            },
            {
              label: t('pendingQueue.reject'),
              danger: true,
              refusal: tooMany,
              onRun: () => openDialog((close) => <RejectMany at={at} submissions={picked} onDone={done} onClose={close} />),
            },
          ]}
        />
      </Page>
    </Split>
  )
}
