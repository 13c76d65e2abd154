// One project: settings, members, groups, overrides, and its ledger of outside access.
import { queryOptions } from '@tanstack/react-query'
import { api, href, send } from '../client'
import type { LedgerFilter } from '../contract-paths'
import type { Day, NewProject, ProjectRole, ProjectSettings, SharePolicy } from '../contract-types'
import { all } from '../paging'

/** Where a project is: its organisation's slug and its own id. */
export type At = { org: string; project: string }

export const projectsKey = (org: string) => ['organisation', org, 'projects']
export const listProjects = (org: string, q?: string) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET('/organisations/{org}/projects', { params: { path: { org }, query: { cursor, q } }, signal }))
export const projectChoicesQuery = (org: string) =>
  queryOptions({ queryKey: [...projectsKey(org), 'all'], queryFn: () => all(listProjects(org)), staleTime: 60_000 })
export const createProject = (org: string, body: NewProject) =>
  send(api.POST('/organisations/{org}/projects', { params: { path: { org } }, body }))

const P = '/organisations/{org}/projects/{project}' as const
const key = (at: At) => ['project', at.org, at.project]
const one = (at: At, id: string) => ({ path: { ...at, id } })

export const projectQuery = (at: At) =>
  queryOptions({
    queryKey: key(at),
    queryFn: ({ signal }) => send(api.GET(P, { params: { path: at }, signal })),
    staleTime: 30_000,
  })
export const changeProject = (at: At, body: Partial<NewProject> & { version: number }) =>
  send(api.PATCH(P, { params: { path: at }, body }))
export const lockProject = (at: At, lock: boolean, reason: string) =>
  send(
    lock
      ? api.POST(`${P}/lock`, { params: { path: at }, body: { reason } })
      : api.POST(`${P}/unlock`, { params: { path: at }, body: { reason } }),
  )

export const projectSettingsQuery = (at: At) =>
  queryOptions({
    queryKey: [...key(at), 'settings'],
    queryFn: ({ signal }) => send(api.GET(`${P}/settings`, { params: { path: at }, signal })),
  })
export const changeProjectSettings = (
  at: At,
  body: {
    external_access?: Partial<SharePolicy>
    numbering?: ProjectSettings['numbering']
    register?: ProjectSettings['register']
  },
) => send(api.PATCH(`${P}/settings`, { params: { path: at }, body }))

export const membershipsKey = (at: At) => [...key(at), 'members']
export const listMemberships = (at: At, q?: string) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${P}/members`, { params: { path: at, query: { cursor, q } }, signal }))
export const membershipChoicesQuery = (at: At) =>
  queryOptions({ queryKey: [...membershipsKey(at), 'all'], queryFn: () => all(listMemberships(at)) })
export const addMembership = (
  at: At,
  body: { member_id: string; role: ProjectRole; label?: string; ends_on?: Day; reason?: string },
) => send(api.POST(`${P}/members`, { params: { path: at }, body }))
export const changeMembership = (
  at: At,
  id: string,
  body: { role?: ProjectRole; ends_on?: Day | null; reason?: string },
) => send(api.PATCH(`${P}/members/{id}`, { params: one(at, id), body }))
export const endMembership = (at: At, id: string, reason: string) =>
  send(api.POST(`${P}/members/{id}/end`, { params: one(at, id), body: { reason } }))
export const grantFullRegister = (at: At, id: string, body: { ends_on: Day; reason: string }) =>
  send(api.POST(`${P}/members/{id}/full-register`, { params: one(at, id), body }))
export const endFullRegister = (at: At, id: string) =>
  send(api.DELETE(`${P}/members/{id}/full-register`, { params: one(at, id) }))

export const groupsKey = (at: At) => [...key(at), 'groups']
export const listGroups = (at: At) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${P}/groups`, { params: { path: at, query: { cursor } }, signal }))
export const groupChoicesQuery = (at: At) =>
  queryOptions({ queryKey: [...groupsKey(at), 'all'], queryFn: () => all(listGroups(at)) })
export type GroupBody = { name: string; description: string; actions: string[] }
export const createGroup = (at: At, body: GroupBody & { member_ids: string[] }) =>
  send(api.POST(`${P}/groups`, { params: { path: at }, body }))
export const changeGroup = (at: At, id: string, body: Partial<GroupBody>) =>
  send(api.PATCH(`${P}/groups/{id}`, { params: one(at, id), body }))
export const deleteGroup = (at: At, id: string) => send(api.DELETE(`${P}/groups/{id}`, { params: one(at, id) }))
export const setGroupMember = (at: At, id: string, member: string, inside: boolean) => {
  const params = { path: { ...at, id, member_id: member } }
  return send(
    inside
      ? api.PUT(`${P}/groups/{id}/members/{member_id}`, { params })
      : api.DELETE(`${P}/groups/{id}/members/{member_id}`, { params }),
  )
}

export const overridesKey = (at: At) => [...key(at), 'overrides']
export const listOverrides = (at: At) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${P}/overrides`, { params: { path: at, query: { cursor } }, signal }))
export const createOverride = (
  at: At,
  body: {
    member_id?: string
    role?: ProjectRole
    action: string
    effect: 'grant' | 'deny'
    reason: string
    ends_on?: Day
  },
) => send(api.POST(`${P}/overrides`, { params: { path: at }, body }))
export const deleteOverride = (at: At, id: string) => send(api.DELETE(`${P}/overrides/{id}`, { params: one(at, id) }))

export const findSubjects = (at: At, q: string, signal?: AbortSignal) =>
  send(api.GET(`${P}/subjects`, { params: { path: at, query: { q } }, signal }))

export const ledgerKey = (at: At, filter: LedgerFilter) => [...key(at), 'access', filter]
export const listLedger = (at: At, filter: LedgerFilter) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${P}/access`, { params: { path: at, query: { ...filter, cursor } }, signal }))
export const revokeAccess = (at: At, ids: string[], reason: string) =>
  send(api.POST(`${P}/access/revoke`, { params: { path: at }, body: { ids, reason } }))
export const extendAccess = (at: At, ids: string[], ends_on: Day) =>
  send(api.POST(`${P}/access/extend`, { params: { path: at }, body: { ids, ends_on } }))
export const ledgerCsv = (at: At, filter: LedgerFilter) =>
  href(`/organisations/${at.org}/projects/${at.project}/access.csv`, filter)
