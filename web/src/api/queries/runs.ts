// Workflows that run: what there is, what starting one would come to, and the acts on them and their steps.
import { queryOptions } from '@tanstack/react-query'
import { href, send } from '../client'
import { loose } from '../loose'
import { all } from '../paging'
import type { Abilities, NewWorkflow, Page, StepDetail, TemplateItem, Workflow, WorkflowCheck, WorkflowItem, WorkflowResubmission } from '../types'
import { type At, place } from './project'
import { workflowsKey } from './steps'
import { listTemplates, templatesKey } from './workflows'

const P = '/api/v1/organisations/{organisation}/projects/{project}'
const W = `${P}/workflows`
const S = `${P}/steps/{step}`
const path = (at: At, more: object = {}) => ({ path: { ...place(at), ...more } })
const url = (at: At) => `/organisations/${at.org}/projects/${at.project}`

/** Which workflows, and in which order. */
export type WorkflowFilter = {
  q?: string | undefined
  status?: string | undefined
  template?: string | undefined
  overdue?: boolean | undefined
  turn?: string | undefined
  started_by_me?: boolean | undefined
  document?: string | undefined
  sort?: string | undefined
  limit?: number
}
export type WorkflowPage = Page<WorkflowItem> & { counts: Record<'active' | 'returned' | 'completed' | 'cancelled', number> | null }

export const listWorkflows =
  (at: At, filter: WorkflowFilter) =>
  (cursor: string | undefined, signal?: AbortSignal): Promise<WorkflowPage> =>
    send(loose.GET(W, { params: { ...path(at), query: { ...filter, cursor } }, ...(signal ? { signal } : {}) }))
/** What this person may do with workflows of the project. */
export const workflowMayQuery = (at: At) =>
  queryOptions({
    queryKey: [...workflowsKey(at), 'may'],
    queryFn: async ({ signal }): Promise<Abilities> => {
      const list: { abilities: Abilities } = await send(loose.GET(W, { params: { ...path(at), query: { limit: 1 } }, signal }))
      return list.abilities
    },
    staleTime: 60_000,
  })
export const workflowQuery = (at: At, id: string) =>
  queryOptions({
    queryKey: [...workflowsKey(at), 'one', id],
    queryFn: ({ signal }): Promise<Workflow> => send(loose.GET(`${W}/{workflow}`, { params: path(at, { workflow: id }), signal })),
  })

/** The templates that something can be started from now. */
export const startableQuery = (at: At) =>
  queryOptions({
    queryKey: [...templatesKey(at), 'startable'],
    queryFn: (): Promise<TemplateItem[]> => all(listTemplates(at, { state: 'active' })),
  })
/** What starting it would come to. It keeps nothing, and is asked anew whenever it is looked at. */
export const checkQuery = (at: At, body: NewWorkflow) =>
  queryOptions({
    queryKey: [...workflowsKey(at), 'check', body],
    queryFn: ({ signal }): Promise<WorkflowCheck> => send(loose.POST(`${W}/check`, { params: path(at), body, signal })),
    // What was worked out before stays on the screen while it is worked out anew.
    placeholderData: (old) => old,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  })
export const startWorkflow = (at: At, body: NewWorkflow): Promise<Workflow> => send(loose.POST(W, { params: path(at), body }))

const whole =
  <Body extends object>(act: string) =>
  (at: At, id: string, body: Body): Promise<Workflow> =>
    send(loose.POST(`${W}/{workflow}/${act}`, { params: path(at, { workflow: id }), body }))
export const cancelWorkflow = whole<{ reason: string; version: number }>('cancel')
/** Sends it back to whoever started it. */
export const recallWorkflow = whole<{ reason: string; version: number }>('recall')
export const resubmitWorkflow = whole<WorkflowResubmission>('resubmit')

export const reassignStep = (at: At, step: string, body: { from_person_id: string; to_person_id?: string; to_email?: string; reason: string }): Promise<StepDetail> =>
  send(loose.POST(`${S}/reassign`, { params: path(at, { step }), body }))
export const terminateStep = (at: At, step: string, body: { reason: string; version: number }): Promise<StepDetail> =>
  send(loose.POST(`${S}/terminate`, { params: path(at, { step }), body }))

/** All that is known of a workflow on paper. */
export const evidenceUrl = (at: At, id: string) => href(`${url(at)}/workflows/${id}/evidence`)
/** What proves that an answer was given. */
export const answerReceiptUrl = (at: At, step: string, response: string, format: 'json' | 'pdf') =>
  href(`${url(at)}/steps/${step}/responses/${response}/receipt`, { format })
