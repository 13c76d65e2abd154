// The workflows that a document is or was in: with which revision, how they stand, and whom they wait for.
import { Anchor } from '@mantine/core'
import '~/theme/late.css'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useListing } from '~/api/paging'
import type { At } from '~/api/queries/project'
import { listWorkflows } from '~/api/queries/runs'
import { workflowsKey } from '~/api/queries/steps'
import type { WorkflowItem } from '~/api/types'
import { DaysLate, RunStatus, Stage, WaitsForPeople } from '~/features/workflows'
import { numberWidth } from '~/lib/columns'
import { type Column, DataTable, EmptyState, When } from '~/ui'
import { MoreRows } from './MoreRows'

// Short forms of the same come in the same delivery.
export { FormalCell, FormalMarks } from './formal'

export default function WorkflowsTab({ at, doc }: { at: At; doc: string }) {
  const { t } = useTranslation('documents')
  const { t: words } = useTranslation('runs')
  const navigate = useNavigate()
  const { hasMore, loadingMore, failedMore, onLoadMore, ...listing } = useListing<WorkflowItem>({
    key: [...workflowsKey(at), 'of', doc],
    load: listWorkflows(at, { document: doc, limit: 20 }),
  })
  const revisions = (one: WorkflowItem) => one.revisions.join(', ')
  const state = (one: WorkflowItem) => (
    <>
      <RunStatus run={one} /> <DaysLate days={one.days_late} />
    </>
  )
  // Of a workflow that is over, it is no matter where it was.
  const stage = (one: WorkflowItem) => (one.status === 'active' || one.status === 'returned') && <Stage run={one} />
  const columns: Column<WorkflowItem>[] = [
    {
      key: 'number',
      header: words('columns.number'),
      width: numberWidth(listing.rows.map(({ number }) => number), false),
      cell: ({ id, number }) => (
        <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/workflows/${id}`}>
          {number}
        </Anchor>
      ),
    },
    { key: 'revision', header: words('columns.revision'), width: '72px', cell: (one) => <span title={revisions(one)}>{revisions(one)}</span> },
    { key: 'title', header: words('columns.title'), width: 'minmax(140px, 2fr)', cell: ({ title }) => <span title={title}>{title}</span> },
    { key: 'status', header: words('columns.status'), width: 'minmax(170px, 1fr)', cell: state },
    { key: 'stage', header: words('columns.stage'), width: 'minmax(110px, 1fr)', drop: 2, cell: stage },
    { key: 'turn', header: words('columns.turn'), width: 'minmax(130px, 1fr)', drop: 1, cell: ({ waits_for }) => <WaitsForPeople waits={waits_for} /> },
    { key: 'started', header: words('columns.started'), width: '110px', drop: 3, cell: ({ started_at }) => <When at={started_at} /> },
  ]
  return (
    <>
      <DataTable
        label={t('tabs.workflows')}
        columns={columns}
        {...listing}
        getId={({ id }) => id}
        rowLabel={({ number, title }) => `${number} · ${title}`}
        onOpen={({ id }) => void navigate({ to: '/o/$org/p/$project/workflows/$workflow', params: { ...at, workflow: id } })}
        phone={(one) => ({
          first: (
            <>
              <strong>{one.number}</strong> <span data-whole>{revisions(one)}</span> <span>{one.title}</span>
            </>
          ),
          second: (
            <>
              {state(one)} {stage(one)} <WaitsForPeople waits={one.waits_for} />
            </>
          ),
        })}
        empty={<EmptyState title={words('ofDocument.empty')}>{words('ofDocument.emptyText')}</EmptyState>}
        fit
      />
      <MoreRows hasMore={hasMore} loadingMore={loadingMore} failedMore={failedMore} onLoadMore={onLoadMore} />
    </>
  )
}
