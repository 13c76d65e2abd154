// The workflows of a project: at which stage each is, whom it waits for, and which are late.
import { Button, Checkbox, SegmentedControl, Select } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { useListing } from '~/api/paging'
import type { At } from '~/api/queries/project'
import { listWorkflows, type WorkflowFilter, workflowMayQuery, type WorkflowPage } from '~/api/queries/runs'
import { workflowsKey } from '~/api/queries/steps'
import type { WorkflowItem } from '~/api/types'
import { numberWidth } from '~/lib/columns'
import { type Column, DataTable, EmptyState, FilterFold, OutsideMark, SearchField, Toolbar, useActions, When } from '~/ui'
import { templatesKey, listTemplates } from '~/api/queries/workflows'
import { all } from '~/api/paging'
import { PersonSelect } from '../party'
import { DaysLate, DueOn, Priority, RUNNING, RunStatus, Stage, WaitsForPeople } from './chips'

export type RunSearch = {
  status?: string | undefined
  q?: string | undefined
  template?: string | undefined
  overdue?: string | undefined
  /** `mine`, `outside` or a person. */
  turn?: string | undefined
  started?: string | undefined
  sort?: string | undefined
}

const SORTS = ['newest', 'due', 'number'] as const
const TURNS = ['mine', 'outside'] as const

export function RunList({ at, search, onSearch }: { at: At; search: RunSearch; onSearch: (search: RunSearch) => void }) {
  const { t } = useTranslation('runs')
  const navigate = useNavigate()
  const { data: abilities } = useQuery(workflowMayQuery(at))
  const shown = RUNNING.find((one) => one === search.status)
  const sort = SORTS.find((one) => one === search.sort) ?? 'newest'
  const filter: WorkflowFilter = {
    q: search.q,
    template: search.template,
    overdue: search.overdue === 'true' || undefined,
    turn: search.turn,
    started_by_me: search.started === 'true' || undefined,
  }
  const count = Object.values({ ...filter, q: undefined }).filter((value) => value !== undefined).length
  const narrowed = count > 0 || filter.q !== undefined
  const asked = { ...filter, status: shown, sort: sort === 'newest' ? undefined : sort }
  const { first, ...listing } = useListing<WorkflowItem, WorkflowPage>({ key: [...workflowsKey(at), 'list', asked], load: listWorkflows(at, asked) })
  const { data: templates } = useQuery({ queryKey: [...templatesKey(at), 'names'], queryFn: () => all(listTemplates(at, {})) })
  const set = (next: RunSearch) => onSearch({ ...search, ...next })
  const label = (text: string, count: number | undefined) => (count ? t('counted', { label: text, count }) : text)
  const starts = may(abilities, 'workflow.start')
  const begin = () => void navigate({ to: '/o/$org/p/$project/workflows/new', params: at, search: {} })
  useActions(starts ? [{ id: 'workflow', label: t('new'), run: begin }] : [])
  const create = starts && <Button onClick={begin}>{t('new')}</Button>
  const stage = (one: WorkflowItem) => (one.status === 'completed' ? t('stages', { count: one.stage_count }) : <Stage run={one} />)
  const turn = ({ waits_for }: WorkflowItem) => <WaitsForPeople waits={waits_for} />
  const due = (one: WorkflowItem) => (
    <>
      <DueOn on={one.due_on} open={false} /> <DaysLate days={one.days_late} />
    </>
  )
  const by = ({ initiator }: WorkflowItem) => (
    <span title={initiator?.name}>
      {initiator?.outside && <OutsideMark />} {initiator?.name}
    </span>
  )
  const columns: Column<WorkflowItem>[] = [
    { key: 'number', header: t('columns.number'), width: numberWidth(listing.rows.map(({ number }) => number), false), cell: ({ number }) => number },
    { key: 'title', header: t('columns.title'), width: 'minmax(160px, 2fr)', wish: 320, cell: ({ title }) => <span title={title}>{title}</span> },
    { key: 'status', header: t('columns.status'), width: '180px', cell: (one) => <RunStatus run={one} /> },
    { key: 'stage', header: t('columns.stage'), width: 'minmax(120px, 1fr)', drop: 3, cell: stage },
    { key: 'turn', header: t('columns.turn'), width: 'minmax(150px, 1.5fr)', drop: 2, cell: turn },
    { key: 'priority', header: t('columns.priority'), width: '90px', drop: 4, cell: ({ priority }) => <Priority priority={priority} /> },
    { key: 'due', header: t('columns.due'), width: '190px', drop: 1, cell: due },
    {
      key: 'initiator',
      header: t('columns.initiator'),
      width: 'minmax(110px, 1fr)',
      drop: 5,
      cell: by,
    },
    { key: 'template', header: t('columns.template'), width: 'minmax(110px, 1fr)', drop: 7, cell: ({ template_name }) => <span title={template_name}>{template_name}</span> },
    { key: 'started', header: t('columns.started'), width: '120px', drop: 6, cell: ({ started_at }) => <When at={started_at} /> },
  ]
  return (
    <>
      <Toolbar action={create}>
        <SearchField label={t('search')} value={search.q ?? ''} onChange={(q) => set({ q: q || undefined })} />
        <SegmentedControl
          size="xs"
          aria-label={t('columns.status')}
          data={[{ value: 'all', label: t('all') }, ...RUNNING.map((one) => ({ value: one as string, label: label(t(`statuses.${one}`), first?.counts?.[one]) }))]}
          value={shown ?? 'all'}
          onChange={(value) => set({ status: value === 'all' ? undefined : value })}
        />
        <FilterFold count={count}>
          <Select
            size="xs"
            w={150}
            aria-label={t('columns.turn')}
            clearable
            placeholder={t('anyTurn')}
            data={TURNS.map((one) => ({ value: one, label: t(`turns.${one}`) }))}
            value={TURNS.find((one) => one === search.turn) ?? null}
            onChange={(turn) => set({ turn: turn ?? undefined })}
          />
          <PersonSelect
            at={at}
            label={t('waitsForPerson')}
            placeholder={t('waitsForPerson')}
            size="xs"
            clearable
            known={listing.rows.flatMap(({ waits_for }) => waits_for?.people ?? [])}
            value={search.turn?.startsWith('mem_') ? search.turn : null}
            onChange={(person) => set({ turn: person?.id })}
          />
          <Select
            size="xs"
            w={170}
            aria-label={t('columns.template')}
            clearable
            searchable
            placeholder={t('anyTemplate')}
            data={(templates ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={search.template ?? null}
            onChange={(template) => set({ template: template ?? undefined })}
          />
          <Select
            size="xs"
            w={150}
            aria-label={t('sort')}
            allowDeselect={false}
            data={SORTS.map((one) => ({ value: one, label: t(`sorts.${one}`) }))}
            value={sort}
            onChange={(value) => set({ sort: value === 'newest' ? undefined : (value ?? undefined) })}
          />
          <Checkbox size="xs" label={t('lateOnly')} checked={search.overdue === 'true'} onChange={(event) => set({ overdue: event.currentTarget.checked ? 'true' : undefined })} />
          <Checkbox size="xs" label={t('startedByMe')} checked={search.started === 'true'} onChange={(event) => set({ started: event.currentTarget.checked ? 'true' : undefined })} />
        </FilterFold>
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
              {turn(one)}
              {due(one)}
            </>
          ),
        })}
        empty={
          narrowed ? (
            <EmptyState title={t('emptyFilter')} action={<Button variant="default" onClick={() => onSearch({})}>{t('showAll')}</Button>} />
          ) : shown ? (
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
