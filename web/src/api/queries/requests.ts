// Edit requests: what externals wish changed, and what becomes of it.
import { queryOptions } from '@tanstack/react-query'
import { api, send } from '../client'
import type { EditApproval, EditRequest, NewEditRequest, Page, WholeApproval, WholeRequest } from '../types'
import { type At, place } from './project'
import { registerKey } from './register'

const P = '/api/v1/organisations/{organisation}/projects/{project}' as const
const path = <More extends object = object>(at: At, more?: More) => ({ path: { ...place(at), ...(more as More) } })

export const requestsKey = (at: At) => [...registerKey(at), 'edit-requests']
export const listRequests =
  (at: At, filter: { state: 'open' | 'decided'; document?: string | undefined }) =>
  (cursor: string | undefined, signal?: AbortSignal): Promise<Page<EditRequest>> =>
    send(api.GET(`${P}/edit-requests`, { params: { ...path(at), query: { ...filter, cursor } }, signal }))
export const listOwnRequests =
  (at: At) =>
  (cursor: string | undefined, signal?: AbortSignal): Promise<Page<EditRequest>> =>
    send(api.GET(`${P}/edit-requests/mine`, { params: { ...path(at), query: { cursor } }, signal }))
export const requestQuery = (at: At, request: string) =>
  queryOptions({
    queryKey: [...requestsKey(at), request],
    queryFn: ({ signal }): Promise<EditRequest> => send(api.GET(`${P}/edit-requests/{request}`, { params: path(at, { request }), signal })),
  })
export const requestEdit = (at: At, document: string, body: NewEditRequest): Promise<EditRequest> =>
  send(api.POST(`${P}/documents/{document}/edit-requests`, { params: path(at, { document }), body: body as WholeRequest }))
export const approveRequest = (at: At, request: string, body: EditApproval): Promise<EditRequest> =>
  send(api.POST(`${P}/edit-requests/{request}/approve`, { params: path(at, { request }), body: body as WholeApproval }))
export const rejectRequest = (at: At, request: string, version: number, reason: string): Promise<EditRequest> =>
  send(api.POST(`${P}/edit-requests/{request}/reject`, { params: path(at, { request }), body: { version, reason } }))
export const deleteRequest = (at: At, request: string): Promise<void> =>
  send(api.DELETE(`${P}/edit-requests/{request}`, { params: path(at, { request }) }))
export const withdrawRequest = (at: At, request: string): Promise<EditRequest> =>
  send(api.POST(`${P}/edit-requests/{request}/withdraw`, { params: path(at, { request }) }))
