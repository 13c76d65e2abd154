// What is asked of a step and by when, the answer to it, and what others answered before.
import { Stack, Text, Title } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import type { At } from '~/api/queries/project'
import type { StepDetail } from '~/api/types'
import { DueOn, Priority, Responses, useRejection } from '~/features/workflows'
import { When } from '~/ui'
import { AnswerForm } from './AnswerForm'
import { Became } from './Became'
import { Comments } from './Comments'
import { SignForm } from './SignForm'
import classes from './steps.module.css'

/** Where the answer is given, for what leads to it. */
export const ANSWER = 'answer-here'

export function Decision({ at, step, team }: { at: At; step: StepDetail; team: boolean }) {
  const { t } = useTranslation('steps')
  const { workflow } = step
  const rejects = useRejection(at, step, team) ?? t('follows.unknown')
  const mine = may(step.abilities, 'step.respond')
  const running = workflow.status === 'active' || workflow.status === 'returned'
  return (
    <Stack gap="md">
      <div>
        <Title order={2}>{step.name}</Title>
        <Text size="sm" c="dimmed">
          {[t(`types.${step.type}`), workflow.initiator ? t('startedBy', { name: workflow.initiator.name }) : '', step.project.name].filter(Boolean).join(' · ')}
        </Text>
        <div className={classes['facts']}>
          <Priority priority={workflow.priority} />
          {step.due_at && step.status === 'active' && (
            <span>
              {t('dueBy')} <When at={step.due_at} overdue={Date.parse(step.due_at) < Date.now()} />
            </span>
          )}
          {workflow.due_on && (
            <span>
              {t('workflowDue')} <DueOn on={workflow.due_on} open={running} />
            </span>
          )}
          {workflow.round > 1 && <span>{t('roundNo', { round: workflow.round })}</span>}
        </div>
      </div>
      {step.instructions && <Text className={classes['words'] ?? ''}>{step.instructions}</Text>}
      {workflow.notes && (
        <div>
          <Text fw={600}>{t('notes')}</Text>
          <Text className={classes['words'] ?? ''}>{workflow.notes}</Text>
        </div>
      )}
      <div id={ANSWER} tabIndex={-1} className={classes['answer']}>
        {!mine ? (
          <Became at={at} step={step} />
        ) : step.signing ? (
          <SignForm key={step.version} at={at} step={step} signing={step.signing} rejects={rejects} />
        ) : (
          <AnswerForm key={step.version} at={at} step={step} rejects={rejects} />
        )}
      </div>
      {step.responses.length > 0 && (
        <div>
          <Title order={3} mb={4}>
            {t('before')}
          </Title>
          <Responses at={at} responses={step.responses} step={step.id} />
        </div>
      )}
      <Comments at={at} step={step} team={team} />
    </Stack>
  )
}
