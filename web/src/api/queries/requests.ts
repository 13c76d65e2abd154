// Edit requests: what externals wish changed, and what becomes of it.
import { queryOptions } from '@tanstack/react-query'
import { send } from '../client'
import { loose } from '../loose'
import type { EditApproval, EditRequest, NewEditRequest, Page } from '../types'
import { type At, place } from './project'
import { registerKey } from './register'

const P = '/api/v1/organisations/{organisation}/projects/{project}'
const path = (at: At, more: object = {}) => ({ path: { ...place(at), ...more } })

export const requestsKey = (at: At) => [...registerKey(at), 'edit-requests']
export const listRequests =
  (at: At, filter: { state: 'open' | 'decided'; document?: string | undefined }) =>
  (cursor: string | undefined, signal?: AbortSignal): Promise<Page<EditRequest>> =>
    send(loose.GET(`${P}/edit-requests`, { params: { ...path(at), query: { ...filter, cursor } }, signal }))
export const listOwnRequests =
  (at: At) =>
  (cursor: string | undefined, signal?: AbortSignal): Promise<Page<EditRequest>> =>
    send(loose.GET(`${P}/edit-requests/mine`, { params: { ...path(at), query: { cursor } }, signal }))
export const requestQuery = (at: At, request: string) =>
  queryOptions({
    queryKey: [...requestsKey(at), request],
    queryFn: ({ signal }): Promise<EditRequest> => send(loose.GET(`${P}/edit-requests/{request}`, { params: path(at, { request }), signal })),
  })
export const requestEdit = (at: At, document: string, body: NewEditRequest): Promise<EditRequest> =>
  send(loose.POST(`${P}/documents/{document}/edit-requests`, { params: path(at, { document }), body }))
export const approveRequest = (at: At, request: string, body: EditApproval): Promise<EditRequest> =>
  send(loose.POST(`${P}/edit-requests/{request}/approve`, { params: path(at, { request }), body }))
export const rejectRequest = (at: At, request: string, version: number, reason: string): Promise<EditRequest> =>
  send(loose.POST(`${P}/edit-requests/{request}/reject`, { params: path(at, { request }), body: { version, reason } }))
export const deleteRequest = (at: At, request: string): Promise<void> =>
  send(loose.DELETE(`${P}/edit-requests/{request}`, { params: path(at, { request }) }))
export const withdrawRequest = (at: At, request: string): Promise<EditRequest> =>
  send(loose.POST(`${P}/edit-requests/{request}/withdraw`, { params: path(at, { request }), body: {} }))
