// The stages of a workflow as they went: what became of each step, who answered, who is asked, and whose place they took.
import { Anchor, Button } from '@mantine/core'
import '~/theme/late.css'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import type { RunStep, StepAssignee, Workflow } from '~/api/types'
import { type Action, ActionMenu, Icon, OutsideMark, When } from '~/ui'
import type { Plan } from '../plan'
import { Ways } from '../Ways'
import classes from '../workflows.module.css'
import { RunStatus, StepStatus } from './chips'
import { answeredWord } from './answers'
import { Lane } from './Lane'
import { useStepActions } from './run-actions'

export function RunFlow({ at, run, plan }: { at: At; run: Workflow; plan: Plan | undefined }) {
  const { t } = useTranslation('runs')
  const { t: of } = useTranslation('workflows')
  const actions = useStepActions(at, run)
  return (
    <Lane
      label={t('flow')}
      end={run.status === 'active' || run.status === 'returned' ? of('end') : <RunStatus run={run} />}
      stages={run.stages.map(({ name, steps }, index) => ({
        name,
        note: steps.length > 1 ? of('sideBySide', { count: steps.length }) : undefined,
        open: index === run.stage && run.status === 'active',
        foot: plan && <Ways plan={plan} at={index} />,
        cards: steps.map((step) => (
          <div key={step.id} className={classes['runCard']} data-open={step.status === 'active' || undefined} data-quiet={step.status === 'pending' || undefined}>
            <div className={classes['runCardHead']}>
              <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/steps/${step.id}`} fw={600}>
                {step.name}
              </Anchor>
              {step.status === 'active' && <ActionMenu label={step.name} actions={actions(step)} />}
            </div>
            <span>
              <StepStatus step={step} />
            </span>
            <span className={classes['note']}>{[of(`kinds.${step.type}`), step.assignees.length > 1 ? of(`modesShort.${step.mode}`) : ''].filter(Boolean).join(' · ')}</span>
            <Dates step={step} />
            {step.assignees.length > 0 && (
              <ul className={classes['people']} aria-label={t('whoAnswers', { step: step.name })}>
                {step.assignees.map((one, place) => (
                  <li key={one.person?.id ?? place} data-vacant={(step.status === 'active' && isVacant(one)) || undefined}>
                    <Assignee one={one} type={step.type} waits={step.status === 'active'} />
                    {step.status === 'active' && isVacant(one) && <Reassign step={step} actions={actions(step)} />}
                  </li>
                ))}
              </ul>
            )}
          </div>
        )),
      }))}
    />
  )
}

function Dates({ step }: { step: RunStep }) {
  const { t } = useTranslation('runs')
  if (step.status === 'active' && step.due_at) {
    const late = Date.parse(step.due_at) < Date.now()
    return (
      <span className={classes['note']}>
        {t(late ? 'lateSince' : 'dueAt')} <When at={step.due_at} overdue={late} />
      </span>
    )
  }
  if (step.ended_at && step.status !== 'pending') {
    return (
      <span className={classes['note']}>
        {t('endedAt')} <When at={step.ended_at} />
      </span>
    )
  }
  return null
}

/** Must they answer, and cannot? */
const isVacant = ({ asked, standing }: StepAssignee) => asked && standing !== 'here' && standing !== 'invited'

function Reassign({ step, actions }: { step: RunStep; actions: Action[] }) {
  const { t } = useTranslation('runs')
  const act = actions.find(({ id }) => id === 'reassign')
  if (!act || act.refusal) return null
  return (
    <Button size="compact-xs" variant="default" aria-label={t('reassignStep', { name: step.name })} onClick={act.run}>
      {act.label}
    </Button>
  )
}

function Assignee({ one, type, waits }: { one: StepAssignee; type: RunStep['type']; waits: boolean }) {
  const { person, original, asked, answer, standing } = one
  const { t } = useTranslation('runs')
  const { t: steps } = useTranslation('steps')
  const state = answer ? steps(`answered.${answeredWord(answer, type === 'sign')}`) : asked && standing === 'here' ? t('isAsked') : ''
  return (
    <span>
      {person?.outside && <OutsideMark />} {person?.name ?? t('somebody')}
      {state && <span className={classes['note']}> · {state}</span>}
      {!answer && standing !== 'here' && (
        <span className={classes[waits && isVacant(one) ? 'late' : 'note'] ?? ''}>
          {' · '}
          {waits && isVacant(one) && <Icon name="warning" size={14} />} {t(`standing.${standing}`)}
        </span>
      )}
      {original && <span className={classes['note']}> · {t('delegatedBy', { name: original.name })}</span>}
    </span>
  )
}
