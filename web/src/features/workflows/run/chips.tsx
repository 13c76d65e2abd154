// The state of a workflow and of its steps in a word, how urgent it is, and the day by which it should be done.
import { useTranslation } from 'react-i18next'
import type { RunStep, WaitsFor, WorkflowItem } from '~/api/types'
import { day, millis, toDateInput } from '~/lib/dates'
import { OutsideMark, StatusChip, type Tone } from '~/ui'

export const RUNNING = ['active', 'completed', 'cancelled', 'returned'] as const

const OUTCOMES: Record<string, Tone> = { approved: 'done', approved_with_comments: 'done', rejected: 'danger' }

export function RunStatus({ run }: { run: Pick<WorkflowItem, 'status' | 'outcome' | 'cancel_cause'> }) {
  const { t } = useTranslation('runs')
  if (run.status === 'completed' && run.outcome) return <StatusChip tone={OUTCOMES[run.outcome] ?? 'done'}>{t(`outcomes.${run.outcome}`)}</StatusChip>
  if (run.cancel_cause === 'rejection') return <StatusChip tone="danger">{t('stopped')}</StatusChip>
  const tone: Tone = run.status === 'completed' ? 'done' : run.status === 'cancelled' ? 'quiet' : 'neutral'
  return <StatusChip tone={tone}>{t(`statuses.${run.status as 'active'}`)}</StatusChip>
}

export function StepStatus({ step }: { step: Pick<RunStep, 'status' | 'verdict' | 'assignees' | 'type'> }) {
  const { t } = useTranslation('runs')
  const { t: steps } = useTranslation('steps')
  // What was signed says so here as it does among the answers.
  if (step.type === 'sign' && step.verdict === 'approved') return <StatusChip tone="done">{steps('answered.sign')}</StatusChip>
  if (step.verdict) return <StatusChip tone={OUTCOMES[step.verdict] ?? 'done'}>{t(`outcomes.${step.verdict}`)}</StatusChip>
  // Whoever gives it back ends the step without a verdict; it was not passed over.
  if (step.status === 'skipped' && step.assignees.some(({ answer }) => answer === 'return')) return <StatusChip tone="danger">{steps('answered.return')}</StatusChip>
  return <StatusChip tone={step.status === 'completed' ? 'done' : step.status === 'active' ? 'neutral' : 'quiet'}>{steps(`statuses.${step.status}`)}</StatusChip>
}

/** Nothing is said of what is as urgent as usual. */
export function Priority({ priority }: { priority: string }) {
  const { t } = useTranslation('steps')
  if (priority === 'medium') return null
  return <StatusChip tone={priority === 'urgent' ? 'danger' : priority === 'low' ? 'quiet' : 'neutral'}>{t(`priorities.${priority as 'high'}`)}</StatusChip>
}

/** At which of its stages a workflow is, or stopped. */
export function Stage({ run: { stage, stage_count, stage_name } }: { run: Pick<WorkflowItem, 'stage' | 'stage_count' | 'stage_name'> }) {
  const { t } = useTranslation('runs')
  const number = t('stageOf', { number: Math.min(stage + 1, stage_count), count: stage_count })
  return <span title={`${number} · ${stage_name ?? ''}`}>{stage_name || number}</span>
}

/** Whom it waits for: the first by name, those from outside with their mark, and how many more. */
export function WaitsForPeople({ waits }: { waits: WaitsFor | null | undefined }) {
  const { t } = useTranslation('runs')
  if (!waits) return null
  const names = waits.people.map(({ name }) => name).join(', ')
  return (
    <span title={waits.more > 0 ? t('andMore', { names, count: waits.more }) : names}>
      {waits.people.map((person, index) => (
        <span key={person.id}>
          {index > 0 && ', '}
          {person.outside && <OutsideMark />} {person.name}
        </span>
      ))}
      {waits.more > 0 && ` ${t('more', { count: waits.more })}`}
    </span>
  )
}

export function DaysLate({ days }: { days: number | null | undefined }) {
  const { t } = useTranslation('runs')
  if (days === null || days === undefined) return null
  return <StatusChip tone="danger">{days === 0 ? t('lateToday') : t('daysLate', { count: days })}</StatusChip>
}

export function DueOn({ on, open }: { on: string | null | undefined; open: boolean }) {
  const { t, i18n } = useTranslation('runs')
  if (!on) return null
  const late = open && on < toDateInput(Date.now())
  return (
    <span className="numeric" style={late ? { color: 'var(--wl-danger)' } : undefined}>
      {day(millis(`${on}T12:00:00`), i18n.language)}
      {late && ` · ${t('late')}`}
    </span>
  )
}
