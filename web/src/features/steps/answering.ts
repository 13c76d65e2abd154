// Answering a step, and what is kept of an answer until it is sent.
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useDraftName } from '~/api/draft-name'
import type { At } from '~/api/queries/project'
import { registerKey } from '~/api/queries/register'
import { myStepsKey, respond, stepQuery, workflowsKey } from '~/api/queries/steps'
import type { Answer, StepDetail } from '~/api/types'
import { dropDraft } from '~/lib/drafts'
import { isProblem } from '~/lib/problem'
import { toast } from '~/ui'

/** Sends an answer, and shows the step as it stands then. */
export function useAnswering(at: At, step: StepDetail) {
  const { t } = useTranslation('steps')
  const client = useQueryClient()
  const draft = useAnswerDraft(step)
  return async (body: Parameters<typeof respond>[2]) => {
    try {
      const done = await respond(at, step.id, body)
      dropDraft(draft)
      dropDraft(filesOf(draft))
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
/** What is kept of an answer: what was chosen, and the words of the answer and of the dialogs. */
export type AnswerDraft = { answer: Answer; comment: string; decline: string; sign: string; opened: string[] }
/** Under what it is kept: by whose account, for which step and how often it was opened. */
export const useAnswerDraft = ({ id, version }: StepDetail) => useDraftName(`answer ${id} ${version}`)
/** Where it is kept which files go with it; these are on their way for as long as the tab is there. */
export const filesOf = (draft: string) => `${draft} files`
