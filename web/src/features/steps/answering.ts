// Answering a step, and what is kept of an answer until it is sent.
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { registerKey } from '~/api/queries/register'
import { myStepsKey, respond, stepQuery, workflowsKey } from '~/api/queries/steps'
import type { StepDetail } from '~/api/types'
import { isProblem } from '~/lib/problem'
import { toast } from '~/ui'

/** Sends an answer, and shows the step as it stands then. */
export function useAnswering(at: At, step: StepDetail) {
  const { t } = useTranslation('steps')
  const client = useQueryClient()
  return async (body: Parameters<typeof respond>[2]) => {
    try {
      const done = await respond(at, step.id, body)
      sessionStorage.removeItem(keptAs(step))
      sessionStorage.removeItem(filesKeptAs(step))
      client.setQueryData(stepQuery(at, step.id).queryKey, done)
      void client.invalidateQueries({ queryKey: myStepsKey(at.org) })
      void client.invalidateQueries({ queryKey: workflowsKey(at), predicate: ({ queryKey }) => !queryKey.includes(step.id) })
      void client.invalidateQueries({ queryKey: registerKey(at) })
      toast(t('sent'))
    } catch (problem) {
      // Somebody was quicker, or the step was opened anew: it is shown as it stands now, with what was typed.
      if (isProblem(problem) && [409, 412].includes(problem.status)) void client.invalidateQueries({ queryKey: stepQuery(at, step.id).queryKey })
      throw problem
    }
  }
}
/** Where the words of an answer are kept in the tab. */
export const keptAs = ({ id, version }: StepDetail) => `wayleave.answer ${id} ${version}`
/** Where it is kept which files go with it. */
export const filesKeptAs = (step: StepDetail) => `${keptAs(step)} files`
