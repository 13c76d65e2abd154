// The audit log.
import { startOfDay } from '~/lib/dates'
import { api, href, send } from '../client'
import type { AuditFilter } from '../types'

const O = '/api/v1/organisations/{organisation}'
const path = (organisation: string) => ({ path: { organisation } })

/** The server asks for moments; the last day counts whole. */
const moments = ({ from, to, ...filter }: AuditFilter): AuditFilter => ({
  ...filter,
  ...(from ? { from: startOfDay(from) ?? from } : {}),
  ...(to ? { to: startOfDay(to, 1) ?? to } : {}),
})

/** The log of an organisation, or of one of its projects. */
export type Log = { org: string; project?: string | undefined }
export const auditKey = ({ org, project }: Log, filter: AuditFilter) => ['organisation', org, 'audit', project ?? '', filter]
export const listAudit = ({ org, project }: Log, filter: AuditFilter) => (cursor: string | undefined, signal?: AbortSignal) => {
  const query = { ...moments(filter), cursor }
  return project === undefined
    ? send(api.GET(`${O}/audit`, { params: { ...path(org), query }, signal }))
    : send(api.GET(`${O}/projects/{project}/audit`, { params: { path: { organisation: org, project }, query }, signal }))
}
export const auditExport = ({ org, project }: Log, format: 'csv' | 'json', filter: AuditFilter) =>
  href(`/organisations/${org}${project === undefined ? '' : `/projects/${project}`}/audit/export`, { format, ...moments(filter) })
export const verifyAudit = (org: string) => send(api.GET(`${O}/audit/verify`, { params: path(org) }))
