// What still stands between a project and its lock, and the lock itself.
import { queryOptions } from '@tanstack/react-query'
import { api, href, send } from '../client'
import { type At, place, projectQuery } from './project'

const P = '/api/v1/organisations/{organisation}/projects/{project}' as const

/** What still stands between the project and its lock. */
export const closeoutQuery = (at: At) =>
  queryOptions({
    queryKey: [...projectQuery(at).queryKey, 'closeout'],
    queryFn: ({ signal }) => send(api.GET(`${P}/closeout`, { params: { path: place(at) }, signal })),
  })
export const recordInspection = (at: At, note: string) => send(api.PUT(`${P}/closeout/inspection`, { params: { path: place(at) }, body: { note } }))
export const withdrawInspection = (at: At) => send(api.DELETE(`${P}/closeout/inspection`, { params: { path: place(at) } }))
export const archiveHref = (at: At) => href(`/organisations/${at.org}/projects/${at.project}/closeout/archive`)

export const lockProject = (at: At, lock: boolean, reason: string, early: boolean) =>
  send(
    lock
      ? api.POST(`${P}/lock`, { params: { path: place(at) }, body: { reason, early } })
      : api.POST(`${P}/unlock`, { params: { path: place(at) }, body: { reason } }),
  )
