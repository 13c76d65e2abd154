// What stands in the place of the answer for those who are not asked, not any more, or cannot answer just now.
import { Alert, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { refusal } from '~/api/abilities'
import { organisationQuery } from '~/api/queries/organisation'
import { type At, projectQuery } from '~/api/queries/project'
import type { StepDetail } from '~/api/types'
import { Icon } from '~/ui'
import { becameOf } from './became'

export function Became({ at, step }: { at: At; step: StepDetail }) {
  const { t } = useTranslation('steps')
  if (step.status === 'active') return <NotNow at={at} step={step} />
  return (
    <Alert color="gray" icon={<Icon name={step.status === 'completed' ? 'check' : 'pending'} />}>
      {t(`became.${becameOf(step)}`)} <Whole step={step} />
    </Alert>
  )
}

/** An open step that the reader cannot answer: why not, or who can. */
function NotNow({ at, step }: { at: At; step: StepDetail }) {
  const { t } = useTranslation('steps')
  const { data: project } = useQuery(projectQuery(at))
  const { data: organisation } = useQuery(organisationQuery(at.org))
  const asked = step.assignees.flatMap(({ asked, person }) => (asked && person ? [person] : []))
  const others = asked.filter(({ id }) => id !== organisation?.member_id)
  const mine = others.length < asked.length
  const why = mine || project?.locked ? refusal(step.abilities, 'step.respond', '') : undefined
  return (
    <Alert color="gray" icon={<Icon name={project?.locked ? 'lock' : 'pending'} />}>
      {why && <Text>{why}</Text>}
      {project?.locked && <Text>{t('lockedLater')}</Text>}
      {mine && project?.locked && <Text>{t('lockedKept')}</Text>}
      {others.length > 0 && <Text>{t('others', { names: others.map(({ name }) => name).join(', ') })}</Text>}
      {!why && !project?.locked && others.length === 0 && <Text>{t('became.active')}</Text>}
    </Alert>
  )
}

/** What became of the workflow, where the words for the step do not say it already. */
function Whole({ step: { status, workflow } }: { step: StepDetail }) {
  const { t } = useTranslation('steps')
  const { t: runs } = useTranslation('runs')
  if (workflow.status === 'completed') return workflow.outcome ? t('whole.completed', { outcome: runs(`outcomes.${workflow.outcome}`) }) : null
  return status === 'completed' || status === 'terminated' ? t(`whole.${workflow.status as 'active'}`, { defaultValue: '' }) : null
}
