// What one is asked, across projects: mine now, what waits for others, and what is done.
import { SegmentedControl } from '@mantine/core'
import '~/theme/late.css'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useListing } from '~/api/paging'
import { listMySteps, myStepsKey } from '~/api/queries/steps'
import type { MyStep } from '~/api/types'
import { answeredWord, answerTone, RunStatus, WaitsForPeople } from '~/features/workflows'
import { type Column, DataTable, EmptyState, Page, PageHeader, StatusChip, Toolbar, When } from '~/ui'

const STATES = ['mine', 'waiting', 'done'] as const
/** What the time of a row is, in each of them. */
const WHEN = { mine: 'due', waiting: 'since', done: 'when' } as const

export function MyStepsPage({ org, state, onState }: { org: string; state: string | undefined; onState: (state: string) => void }) {
  const { t } = useTranslation('steps')
  const navigate = useNavigate()
  const shown = STATES.find((one) => one === state) ?? 'mine'
  const listing = useListing<MyStep>({ key: [...myStepsKey(org), shown], load: listMySteps(org, shown) })
  const priority = (one: MyStep) => (one.priority === 'high' || one.priority === 'urgent') && <StatusChip tone={one.priority === 'urgent' ? 'danger' : 'neutral'}>{t(`priorities.${one.priority}`)}</StatusChip>
  const answer = (one: MyStep) => one.answer && <StatusChip tone={answerTone(one.answer)}>{t(`answered.${answeredWord(one.answer, one.type === 'sign')}`)}</StatusChip>
  const waiting = (one: MyStep) => one.waits_for && <WaitsForPeople waits={one.waits_for} />
  const when = (one: MyStep) => (shown === 'mine' ? one.due_at && <When at={one.due_at} overdue={one.overdue} /> : shown === 'waiting' ? one.waits_for?.since && <When at={one.waits_for.since} /> : <When at={one.answered_at} />)
  const newer = (one: MyStep) => one.outdated && <StatusChip tone="neutral">{t('newer')}</StatusChip>
  const titled = (one: MyStep) => (
    <span title={one.title}>
      {one.title} {newer(one)}
    </span>
  )
  const columns: Column<MyStep>[] = [
    { key: 'number', header: t('columns.number'), width: '96px', cell: ({ number }) => number },
    { key: 'title', header: t('columns.title'), width: 'minmax(160px, 2fr)', cell: (one) => titled(one) },
    { key: 'step', header: t('columns.step'), width: 'minmax(140px, 1fr)', cell: ({ name, type, started }) => <span title={name}>{started ? t('started') : `${t(`types.${type}`)} · ${name}`}</span> },
    { key: 'project', header: t('columns.project'), width: 'minmax(120px, 1fr)', drop: 2, cell: ({ project }) => <span title={project.name}>{project.name}</span> },
    shown === 'mine'
      ? { key: 'priority', header: t('columns.priority'), width: '110px', drop: 1, cell: priority }
      : { key: 'answer', header: t('columns.answer'), width: '180px', cell: answer },
    ...(shown === 'mine' ? [] : [{ key: 'became', header: t('columns.became'), width: '190px', drop: 1, cell: (one: MyStep) => <RunStatus run={one} /> }]),
    ...(shown === 'waiting' ? [{ key: 'waits', header: t('columns.waits'), width: 'minmax(150px, 1.5fr)', drop: 1, cell: waiting }] : []),
    { key: 'when', header: t(`columns.${WHEN[shown]}`), width: '120px', cell: when },
  ]
  return (
    <Page>
      <PageHeader title={t('title')} />
      <Toolbar>
        <SegmentedControl
          size="xs"
          aria-label={t('title')}
          data={STATES.map((one) => ({ value: one, label: t(`states.${one}`) }))}
          value={shown}
          onChange={onState}
        />
      </Toolbar>
      <DataTable
        label={t('title')}
        columns={columns}
        {...listing}
        getId={({ id }) => id}
        rowLabel={({ number, title, name }) => `${number} · ${title} · ${name}`}
        onOpen={({ id, project, started, workflow_id }) =>
          void (started
            ? navigate({ to: '/o/$org/p/$project/workflows/$workflow', params: { org, project: project.id, workflow: workflow_id } })
            : navigate({ to: '/o/$org/p/$project/steps/$step', params: { org, project: project.id, step: id } }))
        }
        phone={(one) => ({
          first: (
            <>
              <strong>{one.number}</strong> <span>{one.title}</span>
            </>
          ),
          second: (
            <>
              {answer(one) || priority(one)}
              {newer(one)}
              {shown !== 'mine' && <RunStatus run={one} />}
              <span>{one.started ? t('started') : one.name}</span>
              {waiting(one)}
              {when(one)}
            </>
          ),
        })}
        empty={<EmptyState title={t(`empty.${shown}`)}>{t(`emptyText.${shown}`)}</EmptyState>}
      />
    </Page>
  )
}
