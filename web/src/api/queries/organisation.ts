// One organisation: what may be done in it, its people, companies, mail and settings.
import { queryOptions } from '@tanstack/react-query'
import { api, href, send } from '../client'
import type { AuditFilter, LedgerFilter, MemberFilter } from '../contract-paths'
import type { NewInvitations, OptionField, OrganisationRole, OrganisationSettings } from '../contract-types'
import { all } from '../paging'

const path = (org: string) => ({ path: { org } })
const one = (org: string, id: string) => ({ path: { org, id } })

export const organisationQuery = (org: string) =>
  queryOptions({
    queryKey: ['organisation', org],
    queryFn: ({ signal }) => send(api.GET('/organisations/{org}', { params: path(org), signal })),
    staleTime: 30_000,
  })
export const logoUrl = (org: string) => href(`/organisations/${org}/logo`)

export const membersKey = (org: string, filter: MemberFilter) => ['organisation', org, 'members', filter]
export const listMembers = (org: string, filter: MemberFilter) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET('/organisations/{org}/members', { params: { ...path(org), query: { ...filter, cursor } }, signal }))
export const changeMember = (
  org: string,
  id: string,
  body: { position?: string; phone?: string; company_id?: string | null },
) => send(api.PATCH('/organisations/{org}/members/{id}', { params: one(org, id), body }))
export const changeRole = (org: string, id: string, role: OrganisationRole) =>
  send(api.POST('/organisations/{org}/members/{id}/role', { params: one(org, id), body: { role } }))
export const roleImpact = (org: string, id: string, role: OrganisationRole) =>
  send(api.GET('/organisations/{org}/members/{id}/role-impact', { params: { ...one(org, id), query: { role } } }))
export const deactivate = (org: string, id: string, reason: string) =>
  send(api.POST('/organisations/{org}/members/{id}/deactivate', { params: one(org, id), body: { reason } }))
export const reactivate = (org: string, id: string, role: OrganisationRole) =>
  send(api.POST('/organisations/{org}/members/{id}/reactivate', { params: one(org, id), body: { role } }))
export const handOver = (org: string, id: string) =>
  send(api.GET('/organisations/{org}/members/{id}/hand-over', { params: one(org, id) }))

export const invitationsKey = (org: string) => ['organisation', org, 'invitations']
export const listInvitations = (org: string) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET('/organisations/{org}/invitations', { params: { ...path(org), query: { cursor } }, signal }))
export const invite = (org: string, body: NewInvitations) =>
  send(api.POST('/organisations/{org}/invitations', { params: path(org), body }))
export const resendInvitation = (org: string, id: string) =>
  send(api.POST('/organisations/{org}/invitations/{id}/resend', { params: one(org, id) }))
export const revokeInvitation = (org: string, id: string) =>
  send(api.POST('/organisations/{org}/invitations/{id}/revoke', { params: one(org, id) }))

export const companiesKey = (org: string) => ['organisation', org, 'companies']
export const listCompanies = (org: string) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET('/organisations/{org}/companies', { params: { ...path(org), query: { cursor } }, signal }))
export const companyChoicesQuery = (org: string) =>
  queryOptions({ queryKey: [...companiesKey(org), 'all'], queryFn: () => all(listCompanies(org)) })
export const memberChoicesQuery = (org: string) =>
  queryOptions({
    queryKey: ['organisation', org, 'members', 'all'],
    queryFn: () => all(listMembers(org, { status: 'active' })),
  })
export const designationsQuery = (org: string) =>
  queryOptions({
    queryKey: ['organisation', org, 'designations'],
    queryFn: ({ signal }) => send(api.GET('/organisations/{org}/designations', { params: path(org), signal })),
    staleTime: Infinity,
  })
export const rulesQuery = (org: string) =>
  queryOptions({
    queryKey: ['organisation', org, 'rules'],
    queryFn: ({ signal }) => send(api.GET('/organisations/{org}/rules', { params: path(org), signal })),
    staleTime: Infinity,
  })
export type CompanyBody = { name: string; designation: string; controlling: boolean }
export const createCompany = (org: string, body: CompanyBody) =>
  send(api.POST('/organisations/{org}/companies', { params: path(org), body }))
export const changeCompany = (org: string, id: string, body: Partial<CompanyBody>) =>
  send(api.PATCH('/organisations/{org}/companies/{id}', { params: one(org, id), body }))

export const settingsQuery = (org: string) =>
  queryOptions({
    queryKey: ['organisation', org, 'settings'],
    queryFn: ({ signal }) => send(api.GET('/organisations/{org}/settings', { params: path(org), signal })),
  })
export const changeSettings = (org: string, body: Partial<OrganisationSettings>) =>
  send(api.PATCH('/organisations/{org}/settings', { params: path(org), body }))
export async function putLogo(org: string, file: File) {
  const response = fetch(logoUrl(org), {
    method: 'PUT',
    body: file,
    credentials: 'same-origin',
    headers: { 'Content-Type': file.type || 'image/png' },
  }).then(async (answer) => ({ response: answer, error: answer.ok ? undefined : await answer.json().catch(() => null) }))
  await send(response)
}
export const deleteLogo = (org: string) => send(api.DELETE('/organisations/{org}/logo', { params: path(org) }))

export const optionsKey = (org: string, field: OptionField) => ['organisation', org, 'options', field]
export const optionsQuery = (org: string, field: OptionField) =>
  queryOptions({
    queryKey: optionsKey(org, field),
    queryFn: ({ signal }) =>
      send(api.GET('/organisations/{org}/options', { params: { ...path(org), query: { field } }, signal })),
  })
export const addOption = (org: string, body: { field: OptionField; code: string; label: string }) =>
  send(api.POST('/organisations/{org}/options', { params: path(org), body }))
export const retireOption = (org: string, id: string, retired: boolean) =>
  send(
    retired
      ? api.POST('/organisations/{org}/options/{id}/retire', { params: one(org, id) })
      : api.POST('/organisations/{org}/options/{id}/restore', { params: one(org, id) }),
  )

export const outboxKey = (org: string) => ['organisation', org, 'outbox']
export const listOutbox = (org: string) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET('/organisations/{org}/outbox', { params: { ...path(org), query: { cursor } }, signal }))
export const mailQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: [...outboxKey(org), id],
    queryFn: ({ signal }) => send(api.GET('/organisations/{org}/outbox/{id}', { params: one(org, id), signal })),
  })

export const notificationsKey = (org: string) => ['organisation', org, 'notifications']
export const listNotifications = (org: string) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET('/organisations/{org}/notifications', { params: { ...path(org), query: { cursor } }, signal }))
export const markRead = (org: string, ids?: string[]) =>
  send(api.POST('/organisations/{org}/notifications/read', { params: path(org), body: { ids } }))

export const auditKey = (org: string, filter: AuditFilter) => ['organisation', org, 'audit', filter]
export const listAudit = (org: string, filter: AuditFilter) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET('/organisations/{org}/audit', { params: { ...path(org), query: { ...filter, cursor } }, signal }))
export const auditExport = (org: string, format: 'csv' | 'json', filter: AuditFilter) =>
  href(`/organisations/${org}/audit/export`, { format, ...filter })
export const verifyAudit = (org: string) => send(api.GET('/organisations/{org}/audit/verify', { params: path(org) }))

export const accessKey = (org: string, filter: LedgerFilter) => ['organisation', org, 'access', filter]
export const listAccess = (org: string, filter: LedgerFilter) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET('/organisations/{org}/access', { params: { ...path(org), query: { ...filter, cursor } }, signal }))
