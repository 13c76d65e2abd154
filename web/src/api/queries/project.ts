// One project: settings, members, groups, overrides, and its ledger of outside access.
import { queryOptions } from '@tanstack/react-query'
import { api, href, send } from '../client'
import type { LedgerFilter, MembershipEdit, NewFullRegister, NewGroup, NewMembership, NewOverride, NewProject, NewProjectInvitations, GroupEdit, ProjectEdit, ProjectSettingsEdit } from '../types'
import { all } from '../paging'

/** Where a project is: its organisation's slug and its own id. */
export type At = { org: string; project: string }
export const place = (at: At) => ({ organisation: at.org, project: at.project })

export const projectsKey = (org: string) => ['organisation', org, 'projects']
export const listProjects = (org: string, q?: string) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET('/api/v1/organisations/{organisation}/projects', { params: { path: { organisation: org }, query: { cursor, q } }, signal }))
export const projectChoicesQuery = (org: string) =>
  queryOptions({ queryKey: [...projectsKey(org), 'all'], queryFn: () => all(listProjects(org)), staleTime: 60_000 })
export const createProject = (org: string, body: NewProject) =>
  send(api.POST('/api/v1/organisations/{organisation}/projects', { params: { path: { organisation: org } }, body }))

const P = '/api/v1/organisations/{organisation}/projects/{project}' as const
const key = (at: At) => ['project', at.org, at.project]

export const projectQuery = (at: At) =>
  queryOptions({
    queryKey: key(at),
    queryFn: ({ signal }) => send(api.GET(P, { params: { path: place(at) }, signal })),
    staleTime: 30_000,
  })
export const changeProject = (at: At, body: ProjectEdit) =>
  send(api.PATCH(P, { params: { path: place(at) }, body }))
export const projectSettingsQuery = (at: At) =>
  queryOptions({
    queryKey: [...key(at), 'settings'],
    queryFn: ({ signal }) => send(api.GET(`${P}/settings`, { params: { path: place(at) }, signal })),
  })
export const changeProjectSettings = (at: At, body: ProjectSettingsEdit) =>
  send(api.PATCH(`${P}/settings`, { params: { path: place(at) }, body }))

export const membershipsKey = (at: At) => [...key(at), 'members']
export const listMemberships = (at: At, q?: string) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${P}/members`, { params: { path: place(at), query: { cursor, q } }, signal }))
export const membershipChoicesQuery = (at: At) =>
  queryOptions({ queryKey: [...membershipsKey(at), 'all'], queryFn: () => all(listMemberships(at)) })
export const addMembership = (
  at: At,
  body: NewMembership,
) => send(api.POST(`${P}/members`, { params: { path: place(at) }, body }))
export const changeMembership = (
  at: At,
  id: string,
  body: MembershipEdit,
) => send(api.PATCH(`${P}/members/{membership}`, { params: { path: { ...place(at), membership: id } }, body }))
export const endMembership = (at: At, id: string, reason: string) =>
  send(api.POST(`${P}/members/{membership}/end`, { params: { path: { ...place(at), membership: id } }, body: { reason } }))
export const grantFullRegister = (at: At, id: string, body: NewFullRegister) =>
  send(api.POST(`${P}/members/{membership}/full-register`, { params: { path: { ...place(at), membership: id } }, body }))
export const endFullRegister = (at: At, id: string) =>
  send(api.DELETE(`${P}/members/{membership}/full-register`, { params: { path: { ...place(at), membership: id } } }))

export const projectInvitationsKey = (at: At) => [...key(at), 'invitations']
export const listProjectInvitations = (at: At) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${P}/invitations`, { params: { path: place(at), query: { cursor } }, signal }))
export const inviteToProject = (at: At, body: NewProjectInvitations) =>
  send(api.POST(`${P}/invitations`, { params: { path: place(at) }, body }))
export const resendProjectInvitation = (at: At, id: string) =>
  send(api.POST(`${P}/invitations/{invitation}/resend`, { params: { path: { ...place(at), invitation: id } } }))
export const revokeProjectInvitation = (at: At, id: string) =>
  send(api.POST(`${P}/invitations/{invitation}/revoke`, { params: { path: { ...place(at), invitation: id } } }))

export const groupsKey = (at: At) => [...key(at), 'groups']
export const listGroups = (at: At) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${P}/groups`, { params: { path: place(at), query: { cursor } }, signal }))
export const groupChoicesQuery = (at: At) =>
  queryOptions({ queryKey: [...groupsKey(at), 'all'], queryFn: () => all(listGroups(at)) })
export const createGroup = (at: At, body: NewGroup) =>
  send(api.POST(`${P}/groups`, { params: { path: place(at) }, body }))
export const changeGroup = (at: At, id: string, body: GroupEdit) =>
  send(api.PATCH(`${P}/groups/{group}`, { params: { path: { ...place(at), group: id } }, body }))
export const deleteGroup = (at: At, id: string) => send(api.DELETE(`${P}/groups/{group}`, { params: { path: { ...place(at), group: id } } }))
export const setGroupMember = (at: At, id: string, member: string, inside: boolean) => {
  const params = { path: { ...place(at), group: id, member } }
  return send(
    inside
      ? api.PUT(`${P}/groups/{group}/members/{member}`, { params })
      : api.DELETE(`${P}/groups/{group}/members/{member}`, { params }),
  )
}

export const overridesKey = (at: At) => [...key(at), 'overrides']
export const listOverrides = (at: At) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${P}/overrides`, { params: { path: place(at), query: { cursor } }, signal }))
export const createOverride = (
  at: At,
  body: NewOverride,
) => send(api.POST(`${P}/overrides`, { params: { path: place(at) }, body }))
export const deleteOverride = (at: At, id: string) => send(api.DELETE(`${P}/overrides/{override_id}`, { params: { path: { ...place(at), override_id: id } } }))

/** With `steps` those who can be asked in a step. */
export const findSubjects = (at: At, q: string, signal?: AbortSignal, steps = false) =>
  send(api.GET(`${P}/subjects`, { params: { path: place(at), query: { q, steps } }, signal }))

export const ledgerKey = (at: At, filter: LedgerFilter) => [...key(at), 'access', filter]
export const listLedger = (at: At, filter: LedgerFilter) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${P}/access`, { params: { path: place(at), query: { ...filter, cursor } }, signal }))
export const revokeAccess = (at: At, ids: string[], reason: string) =>
  send(api.POST(`${P}/access/revoke`, { params: { path: place(at) }, body: { ids, reason } }))
export const extendAccess = (at: At, ids: string[], ends_on: string) =>
  send(api.POST(`${P}/access/extend`, { params: { path: place(at) }, body: { ids, ends_on } }))
export const ledgerCsv = (at: At, filter: LedgerFilter) =>
  href(`/organisations/${at.org}/projects/${at.project}/access.csv`, filter)
