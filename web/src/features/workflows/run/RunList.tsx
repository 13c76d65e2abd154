// The workflows of a project, newest first.
import { Button, SegmentedControl } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { useListing } from '~/api/paging'
import type { At } from '~/api/queries/project'
import { listWorkflows, workflowMayQuery } from '~/api/queries/runs'
import { workflowsKey } from '~/api/queries/steps'
import type { WorkflowItem } from '~/api/types'
import { numberWidth } from '~/lib/columns'
import { type Column, DataTable, EmptyState, OutsideMark, Toolbar, useActions, When } from '~/ui'
import { DueOn, Priority, RUNNING, RunStatus } from './chips'

export function RunList({ at, status, onStatus }: { at: At; status: string | undefined; onStatus: (status: string | undefined) => void }) {
  const { t } = useTranslation('runs')
  const navigate = useNavigate()
  const { data: abilities } = useQuery(workflowMayQuery(at))
  const shown = RUNNING.find((one) => one === status)
  const listing = useListing<WorkflowItem>({ key: [...workflowsKey(at), 'list', shown], load: listWorkflows(at, shown) })
  const starts = may(abilities, 'workflow.start')
  const begin = () => void navigate({ to: '/o/$org/p/$project/workflows/new', params: at, search: {} })
  useActions(starts ? [{ id: 'workflow', label: t('new'), run: begin }] : [])
  const create = starts && <Button onClick={begin}>{t('new')}</Button>
  const stage = ({ status, stage, stage_count }: WorkflowItem) =>
    status === 'completed' ? t('stages', { count: stage_count }) : t('stageOf', { number: Math.min(stage + 1, stage_count), count: stage_count })
  const due = (one: WorkflowItem) => <DueOn on={one.due_on} open={one.status === 'active' || one.status === 'returned'} />
  const by = ({ initiator }: WorkflowItem) => (
    <span title={initiator?.name}>
      {initiator?.outside && <OutsideMark />} {initiator?.name}
    </span>
  )
  const columns: Column<WorkflowItem>[] = [
    { key: 'number', header: t('columns.number'), width: numberWidth(listing.rows.map(({ number }) => number), false), cell: ({ number }) => number },
    { key: 'title', header: t('columns.title'), width: 'minmax(160px, 2fr)', wish: 320, cell: ({ title }) => <span title={title}>{title}</span> },
    { key: 'status', header: t('columns.status'), width: '180px', cell: (one) => <RunStatus run={one} /> },
    { key: 'stage', header: t('columns.stage'), width: '130px', drop: 2, cell: stage },
    { key: 'priority', header: t('columns.priority'), width: '90px', drop: 3, cell: ({ priority }) => <Priority priority={priority} /> },
    { key: 'due', header: t('columns.due'), width: '150px', drop: 1, cell: due },
    {
      key: 'initiator',
      header: t('columns.initiator'),
      width: 'minmax(110px, 1fr)',
      drop: 4,
      cell: by,
    },
    { key: 'template', header: t('columns.template'), width: 'minmax(110px, 1fr)', drop: 6, cell: ({ template_name }) => <span title={template_name}>{template_name}</span> },
    { key: 'started', header: t('columns.started'), width: '120px', drop: 5, cell: ({ started_at }) => <When at={started_at} /> },
  ]
  return (
    <>
      <Toolbar action={create}>
        <SegmentedControl
          size="xs"
          aria-label={t('columns.status')}
          data={[{ value: 'all', label: t('all') }, ...RUNNING.map((one) => ({ value: one, label: t(`statuses.${one}`) }))]}
          value={shown ?? 'all'}
          onChange={(value) => onStatus(value === 'all' ? undefined : value)}
        />
      </Toolbar>
      <DataTable
        label={t('title')}
        columns={columns}
        {...listing}
        getId={({ id }) => id}
        rowLabel={({ number, title }) => `${number} · ${title}`}
        onOpen={({ id }) => void navigate({ to: '/o/$org/p/$project/workflows/$workflow', params: { ...at, workflow: id } })}
        phone={(one) => ({
          first: (
            <>
              <strong>{one.number}</strong> <span>{one.title}</span>
            </>
          ),
          second: (
            <>
              <RunStatus run={one} />
              <Priority priority={one.priority} />
              <span>{stage(one)}</span>
              {due(one)}
              {by(one)}
            </>
          ),
        })}
        empty={
          shown ? (
            <EmptyState title={t('emptyStatus')} />
          ) : create ? (
            <EmptyState title={t('empty')} action={create}>
              {t('emptyText')}
            </EmptyState>
          ) : (
            <EmptyState title={t('empty')}>{t('emptyReader')}</EmptyState>
          )
        }
      />
    </>
  )
}
