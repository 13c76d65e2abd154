// Documents and revisions, sharing, guest shares, the pending queue.
import { queryOptions } from '@tanstack/react-query'
import { api, href, send } from '../client'
import type { DocumentFilter } from '../contract-paths'
import type {
  Accept,
  Day,
  DocumentEdit,
  DocumentStatus,
  GuestShareEdit,
  NewGuestShare,
  NewRow,
  NewShare,
} from '../contract-types'
import type { At } from './project'

const P = '/organisations/{org}/projects/{project}' as const
const D = `${P}/documents/{doc}` as const
const key = (at: At) => ['project', at.org, at.project]
const docPath = (at: At, doc: string) => ({ path: { ...at, doc } })
const one = (at: At, id: string) => ({ path: { ...at, id } })
const url = (at: At) => `/organisations/${at.org}/projects/${at.project}`

/** Everything of the register that a change to a document makes stale. */
export const registerKey = (at: At) => [...key(at), 'register']
export const documentsKey = (at: At, filter: DocumentFilter) => [...registerKey(at), 'documents', filter]
export const listDocuments = (at: At, filter: DocumentFilter) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${P}/documents`, { params: { path: at, query: { ...filter, limit: 100, cursor } }, signal }))
export const findDocuments = (at: At, q: string, signal?: AbortSignal) =>
  send(api.GET(`${P}/documents`, { params: { path: at, query: { q, limit: 10 } }, signal }))
export const countQuery = (at: At, filter: DocumentFilter) =>
  queryOptions({
    queryKey: [...registerKey(at), 'count', filter],
    queryFn: ({ signal }) => send(api.GET(`${P}/documents/count`, { params: { path: at, query: filter }, signal })),
    placeholderData: (old) => old,
  })
export const documentOptionsQuery = (at: At) =>
  queryOptions({
    queryKey: [...registerKey(at), 'options'],
    queryFn: ({ signal }) => send(api.GET(`${P}/documents/options`, { params: { path: at }, signal })),
    staleTime: 60_000,
  })

export const dropUpload = (at: At, id: string) => send(api.DELETE(`${P}/uploads/{id}`, { params: one(at, id) }))
export const validateRows = (at: At, rows: NewRow[], signal?: AbortSignal) =>
  send(api.POST(`${P}/documents/validate`, { params: { path: at }, body: { rows }, signal }))
export const createDocuments = (at: At, rows: NewRow[]) =>
  send(api.POST(`${P}/documents`, { params: { path: at }, body: { rows } }))

export const documentKey = (at: At, doc: string) => [...registerKey(at), 'document', doc]
export const documentQuery = (at: At, doc: string) =>
  queryOptions({
    queryKey: documentKey(at, doc),
    queryFn: ({ signal }) => send(api.GET(D, { params: docPath(at, doc), signal })),
  })
export const editDocument = (at: At, doc: string, body: DocumentEdit) =>
  send(api.PATCH(D, { params: docPath(at, doc), body }))
export const setStatus = (at: At, doc: string, body: { status: DocumentStatus; reason?: string; version: number }) =>
  send(api.POST(`${D}/status`, { params: docPath(at, doc), body }))
export const setLock = (at: At, doc: string, lock: boolean, reason: string) =>
  send(
    lock
      ? api.POST(`${D}/lock`, { params: docPath(at, doc), body: { reason } })
      : api.POST(`${D}/unlock`, { params: docPath(at, doc), body: { reason } }),
  )
export const restrict = (at: At, doc: string, body: { restricted: boolean; group_ids: string[] }) =>
  send(api.POST(`${D}/restrict`, { params: docPath(at, doc), body }))
export const deleteDocument = (at: At, doc: string) => send(api.DELETE(D, { params: docPath(at, doc) }))
export const restoreDocument = (at: At, doc: string) => send(api.POST(`${D}/restore`, { params: docPath(at, doc) }))
export const addRevision = (
  at: At,
  doc: string,
  body: {
    upload_id: string
    revision: string
    revision_date?: Day
    status?: DocumentStatus
    change_description?: string
  },
) => send(api.POST(`${D}/revisions`, { params: docPath(at, doc), body }))

export const listHistory = (at: At, doc: string) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${D}/history`, { params: { ...docPath(at, doc), query: { cursor } }, signal }))

export const fileUrl = (at: At, doc: string, rev: string) => href(`${url(at)}/documents/${doc}/revisions/${rev}/file`)
export const contentUrl = (at: At, doc: string, rev: string) =>
  href(`${url(at)}/documents/${doc}/revisions/${rev}/content`)
export const pageUrl = (at: At, doc: string, rev: string, page: number, width: number, region?: string) =>
  href(`${url(at)}/documents/${doc}/revisions/${rev}/pages/${page}`, { width, region })

export const pendingKey = (at: At) => [...registerKey(at), 'pending']
export const listPending = (at: At) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${P}/pending`, { params: { path: at, query: { cursor } }, signal }))
export const accept = (at: At, doc: string, rev: string, body: Accept) =>
  send(api.POST(`${D}/revisions/{rev}/accept`, { params: { path: { ...at, doc, rev } }, body }))
export const reject = (at: At, doc: string, rev: string, reason: string) =>
  send(api.POST(`${D}/revisions/{rev}/reject`, { params: { path: { ...at, doc, rev } }, body: { reason } }))

export const documentAccessQuery = (at: At, doc: string) =>
  queryOptions({
    queryKey: [...documentKey(at, doc), 'access'],
    queryFn: ({ signal }) => send(api.GET(`${D}/access`, { params: docPath(at, doc), signal })),
  })
export const explain = (at: At, doc: string, member: string, when?: string) =>
  send(api.GET(`${D}/explain`, { params: { ...docPath(at, doc), query: { member, at: when } } }))
export const share = (at: At, doc: string, body: NewShare) =>
  send(api.POST(`${D}/shares`, { params: docPath(at, doc), body }))
export const previewShare = async (at: At, doc: string, body: NewShare) => {
  const answer = await send(
    api.POST(`${D}/shares`, { params: { ...docPath(at, doc), query: { preview: true } }, body }),
  )
  return 'gains' in answer ? answer.gains : undefined
}
export const revokeShare = (at: At, id: string, reason: string) =>
  send(api.POST(`${P}/shares/{id}/revoke`, { params: one(at, id), body: { reason } }))
export const extendShare = (at: At, id: string, ends_on: Day) =>
  send(api.POST(`${P}/shares/{id}/extend`, { params: one(at, id), body: { ends_on } }))

export const guestSharesKey = (at: At, filter: { document?: string; state?: string } = {}) => [
  ...key(at),
  'guest-shares',
  filter,
]
export const listGuestShares =
  (at: At, filter: { document?: string; state?: string }) => (cursor: string | undefined, signal?: AbortSignal) =>
    send(api.GET(`${P}/guest-shares`, { params: { path: at, query: { ...filter, cursor } }, signal }))
export const createGuestShare = (at: At, body: NewGuestShare) =>
  send(api.POST(`${P}/guest-shares`, { params: { path: at }, body }))
export const guestShareQuery = (at: At, id: string) =>
  queryOptions({
    queryKey: [...key(at), 'guest-shares', id],
    queryFn: ({ signal }) => send(api.GET(`${P}/guest-shares/{id}`, { params: one(at, id), signal })),
  })
export const editGuestShare = (at: At, id: string, body: GuestShareEdit) =>
  send(api.PATCH(`${P}/guest-shares/{id}`, { params: one(at, id), body }))
export const extendGuestShare = (at: At, id: string, expires_on: Day) =>
  send(api.POST(`${P}/guest-shares/{id}/extend`, { params: one(at, id), body: { expires_on } }))
export const revokeGuestShare = (at: At, id: string, reason: string) =>
  send(api.POST(`${P}/guest-shares/{id}/revoke`, { params: one(at, id), body: { reason } }))
export const regenerateGuestShare = (at: At, id: string) =>
  send(api.POST(`${P}/guest-shares/{id}/regenerate`, { params: one(at, id) }))
export const guestShareLogKey = (at: At, id: string) => [...key(at), 'guest-shares', id, 'log']
export const listGuestShareLog = (at: At, id: string) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${P}/guest-shares/{id}/log`, { params: { ...one(at, id), query: { cursor } }, signal }))
export const guestShareLogCsv = (at: At, id: string) => href(`${url(at)}/guest-shares/${id}/log.csv`)
