// One organisation: what may be done in it, its people, companies, mail and settings.
import { queryOptions } from '@tanstack/react-query'
import { setDateFormat } from '~/lib/dates'
import { api, href, send } from '../client'
import type { LedgerFilter, MemberFilter, ChangeCompany, ChangeMember, NewCompany, NewInvitations, SettingsEdit } from '../types'
import { all } from '../paging'

const O = '/api/v1/organisations/{organisation}'
const path = (organisation: string) => ({ path: { organisation } })

export const organisationQuery = (org: string) =>
  queryOptions({
    queryKey: ['organisation', org],
    queryFn: async ({ signal }) => {
      const organisation = await send(api.GET(O, { params: path(org), signal }))
      // Every date on the screen is written as this organisation writes it.
      setDateFormat(organisation.date_format)
      return organisation
    },
    staleTime: 30_000,
  })
export const logoUrl = (org: string) => href(`/organisations/${org}/logo`)

export const membersKey = (org: string, filter: MemberFilter) => ['organisation', org, 'members', filter]
export const listMembers = (org: string, filter: MemberFilter) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${O}/members`, { params: { ...path(org), query: { ...filter, cursor } }, signal }))
export const changeMember = (
  org: string,
  id: string,
  body: ChangeMember,
) => send(api.PATCH(`${O}/members/{member}`, { params: { path: { organisation: org, member: id } }, body }))
export const changeRole = (org: string, id: string, role: string) =>
  send(api.POST(`${O}/members/{member}/role`, { params: { path: { organisation: org, member: id } }, body: { role } }))
export const roleImpact = (org: string, id: string, role: string) =>
  send(api.GET(`${O}/members/{member}/role-impact`, { params: { path: { organisation: org, member: id }, query: { role } } }))
export const deactivate = (org: string, id: string, reason: string) =>
  send(api.POST(`${O}/members/{member}/deactivate`, { params: { path: { organisation: org, member: id } }, body: { reason } }))
export const reactivate = (org: string, id: string, role: string) =>
  send(api.POST(`${O}/members/{member}/reactivate`, { params: { path: { organisation: org, member: id } }, body: { role } }))
export const handOver = (org: string, id: string) =>
  send(api.GET(`${O}/members/{member}/hand-over`, { params: { path: { organisation: org, member: id } } }))

export const invitationsKey = (org: string) => ['organisation', org, 'invitations']
export const listInvitations = (org: string) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${O}/invitations`, { params: { ...path(org), query: { cursor } }, signal }))
export const invite = (org: string, body: NewInvitations) =>
  send(api.POST(`${O}/invitations`, { params: path(org), body }))
export const resendInvitation = (org: string, id: string) =>
  send(api.POST(`${O}/invitations/{invitation}/resend`, { params: { path: { organisation: org, invitation: id } } }))
export const revokeInvitation = (org: string, id: string) =>
  send(api.POST(`${O}/invitations/{invitation}/revoke`, { params: { path: { organisation: org, invitation: id } } }))

export const companiesKey = (org: string) => ['organisation', org, 'companies']
export const listCompanies = (org: string) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${O}/companies`, { params: { ...path(org), query: { cursor } }, signal }))
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
    queryFn: ({ signal }) => send(api.GET(`${O}/designations`, { params: path(org), signal })),
    staleTime: Infinity,
  })
export const rulesQuery = (org: string) =>
  queryOptions({
    queryKey: ['organisation', org, 'rules'],
    queryFn: ({ signal }) => send(api.GET(`${O}/rules`, { params: path(org), signal })),
    staleTime: Infinity,
  })
export const createCompany = (org: string, body: NewCompany) =>
  send(api.POST(`${O}/companies`, { params: path(org), body }))
export const changeCompany = (org: string, id: string, body: ChangeCompany) =>
  send(api.PATCH(`${O}/companies/{company}`, { params: { path: { organisation: org, company: id } }, body }))

export const settingsQuery = (org: string) =>
  queryOptions({
    queryKey: ['organisation', org, 'settings'],
    queryFn: ({ signal }) => send(api.GET(`${O}/settings`, { params: path(org), signal })),
  })
export const changeSettings = (org: string, body: SettingsEdit) =>
  send(api.PATCH(`${O}/settings`, { params: path(org), body }))
export async function putLogo(org: string, file: File) {
  const response = fetch(logoUrl(org), {
    method: 'PUT',
    body: file,
    credentials: 'same-origin',
    headers: { 'Content-Type': file.type || 'image/png' },
  }).then(async (answer) => ({ response: answer, error: answer.ok ? undefined : await answer.json().catch(() => null) }))
  await send(response)
}
export const deleteLogo = (org: string) => send(api.DELETE(`${O}/logo`, { params: path(org) }))

export const outboxKey = (org: string) => ['organisation', org, 'outbox']
export const listOutbox = (org: string) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${O}/outbox`, { params: { ...path(org), query: { cursor } }, signal }))
export const mailQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: [...outboxKey(org), id],
    queryFn: ({ signal }) => send(api.GET(`${O}/outbox/{mail}`, { params: { path: { organisation: org, mail: id } }, signal })),
  })

export const accessKey = (org: string, filter: LedgerFilter) => ['organisation', org, 'access', filter]
export const listAccess = (org: string, filter: LedgerFilter) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${O}/access`, { params: { ...path(org), query: { ...filter, cursor } }, signal }))
