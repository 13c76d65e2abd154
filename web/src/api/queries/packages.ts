// Work packages: what there is, the acts on them, and the files that are evidence of them.
import { queryOptions } from '@tanstack/react-query'
import { href, send } from '../client'
import { loose } from '../loose'
import type { Abilities, NewPackage, PackageEdit, PackageItem, Page, WorkPackage } from '../types'
import { type At, place } from './project'

const P = '/api/v1/organisations/{organisation}/projects/{project}/work-packages'
const W = `${P}/{package}`
const path = (at: At, id?: string) => ({ path: { ...place(at), ...(id ? { package: id } : {}) } })

export type PackageFilter = {
  state?: string | undefined
  assignee?: string | undefined
  overdue?: boolean | undefined
  waiting?: boolean | undefined
  sort?: string | undefined
}

export const packagesKey = (at: At) => ['project', at.org, at.project, 'packages']
export const listPackages =
  (at: At, filter: PackageFilter) =>
  (cursor: string | undefined, signal?: AbortSignal): Promise<Page<PackageItem>> =>
    send(loose.GET(P, { params: { ...path(at), query: { ...filter, cursor } }, ...(signal ? { signal } : {}) }))
/** What this person may do with work packages of the project. */
export const packageMayQuery = (at: At) =>
  queryOptions({
    queryKey: [...packagesKey(at), 'may'],
    queryFn: async ({ signal }): Promise<Abilities> => {
      const list: { abilities: Abilities } = await send(loose.GET(P, { params: { ...path(at), query: { limit: 1 } }, signal }))
      return list.abilities
    },
    staleTime: 60_000,
  })
export const packageQuery = (at: At, id: string) =>
  queryOptions({
    queryKey: [...packagesKey(at), 'one', id],
    queryFn: ({ signal }): Promise<WorkPackage> => send(loose.GET(W, { params: path(at, id), signal })),
  })

export const createPackage = (at: At, body: NewPackage): Promise<WorkPackage> => send(loose.POST(P, { params: path(at), body }))
export const editPackage = (at: At, id: string, body: PackageEdit): Promise<WorkPackage> => send(loose.PATCH(W, { params: path(at, id), body }))

export type PackageMove = 'start' | 'submit' | 'return' | 'resume' | 'approve' | 'close'
export const movePackage = (at: At, id: string, move: PackageMove, body: { version: number; note: string }): Promise<WorkPackage> =>
  send(loose.POST(`${W}/${move}`, { params: path(at, id), body }))
export const addPackageNote = (at: At, id: string, body: { text: string }): Promise<WorkPackage> =>
  send(loose.POST(`${W}/notes`, { params: path(at, id), body }))
export const addPackageEvidence = (at: At, id: string, body: { document_id?: string; attachments?: string[] }): Promise<WorkPackage> =>
  send(loose.POST(`${W}/evidence`, { params: path(at, id), body }))

/** Where a work package takes files in. */
export const evidencePlace = (at: At, id: string) => `/organisations/${at.org}/projects/${at.project}/work-packages/${id}/attachments`
export const evidenceFileUrl = (at: At, id: string) => (file: string) => href(`${evidencePlace(at, id)}/${file}/file`)
