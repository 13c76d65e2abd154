// What one is asked in workflows that run, and the answer to it.
import { queryOptions } from '@tanstack/react-query'
import { href, send } from '../client'
import { loose } from '../loose'
import type { Answer, MyStep, NewStepComment, Page, StepComments, StepDetail } from '../types'
import { type At, place } from './project'

const O = '/api/v1/organisations/{organisation}'
const S = `${O}/projects/{project}/steps/{step}`
const path = (at: At, more: object = {}) => ({ path: { ...place(at), ...more } })

export const myStepsKey = (org: string) => ['organisation', org, 'my-steps']
export const listMySteps =
  (org: string, state: string) =>
  (cursor: string | undefined, signal?: AbortSignal): Promise<Page<MyStep>> =>
    send(loose.GET(`${O}/my-steps`, { params: { path: { organisation: org }, query: { state, cursor } }, ...(signal ? { signal } : {}) }))

export const workflowsKey = (at: At) => ['project', at.org, at.project, 'workflows']

export const stepQuery = (at: At, id: string) =>
  queryOptions({
    queryKey: [...workflowsKey(at), 'step', id],
    queryFn: ({ signal }): Promise<StepDetail> => send(loose.GET(S, { params: path(at, { step: id }), signal })),
  })
export const respond = (at: At, id: string, body: { version: number; answer: Answer; comment: string; attachments: string[]; signature?: { full_name: string; password: string } }): Promise<StepDetail> =>
  send(loose.POST(`${S}/respond`, { params: path(at, { step: id }), body }))
export const delegate = (at: At, id: string, body: { to_person_id: string; reason: string }): Promise<void> =>
  send(loose.POST(`${S}/delegate`, { params: path(at, { step: id }), body }))

/** Where a step takes files in. */
export const attachmentsPlace = (at: At, id: string) => `/organisations/${at.org}/projects/${at.project}/steps/${id}/attachments`
export const attachmentUrl = (at: At, step: string) => (id: string) => href(`${attachmentsPlace(at, step)}/${id}/file`)

export const commentsKey = (at: At, id: string) => [...workflowsKey(at), 'step', id, 'comments']
export const commentsQuery = (at: At, id: string) =>
  queryOptions({
    queryKey: commentsKey(at, id),
    queryFn: ({ signal }): Promise<StepComments> => send(loose.GET(`${S}/comments`, { params: path(at, { step: id }), signal })),
  })
export const addComment = (at: At, id: string, body: NewStepComment): Promise<StepComments> =>
  send(loose.POST(`${S}/comments`, { params: path(at, { step: id }), body }))
