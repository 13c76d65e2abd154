// The plan behind a workflow, for those who may see its template: where answers lead.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { workflowQuery } from '~/api/queries/runs'
import { templateQuery } from '~/api/queries/workflows'
import type { StepDetail, Workflow } from '~/api/types'
import { type Plan, planOf, rejectionOf } from '../plan'

/** Only as long as the template still has the version that the workflow was started with: it keeps that one. */
export function useRunPlan(at: At, run: Workflow | undefined, team: boolean): Plan | undefined {
  const { data: template } = useQuery({ ...templateQuery(at, run?.template_id ?? ''), enabled: team && run !== undefined })
  return template && template.template_version === run?.template_version ? planOf(template) : undefined
}

/** In a sentence, what follows when a step is rejected; undefined where the reader cannot know. */
export function useRejection(at: At, step: StepDetail, team: boolean): string | undefined {
  const { t } = useTranslation('steps')
  const { t: of } = useTranslation('workflows')
  const { data: run } = useQuery({ ...workflowQuery(at, step.workflow.id), enabled: team })
  const plan = useRunPlan(at, run, team)
  const place = run?.stages[step.stage]?.steps.findIndex(({ id }) => id === step.id) ?? -1
  if (!plan || place < 0) return undefined
  const { kind, stage } = rejectionOf(plan, step.stage, place)
  return t(`rejects.${kind}`, { stage: stage === null ? '' : [of('stageNo', { number: stage + 1 }), plan.stages[stage]?.name].filter(Boolean).join(' · ') })
}
