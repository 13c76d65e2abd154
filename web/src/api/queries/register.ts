// Documents and revisions, sharing, guest shares, the pending queue.
import { queryOptions } from '@tanstack/react-query'
import { api, href, send } from '../client'
import { loose } from '../loose'
import type {
  Accept,
  DocumentEdit,
  DocumentFilter,
  DocumentOptions,
  GuestShareEdit,
  NameGuess,
  NewGuestShare,
  NewRevision,
  NewRow,
  NewShare,
  NewView,
  RestrictBody,
  StatusBody,
  ViewEdit,
  WholeEdit,
  WholeRow,
} from '../types'
import { type At, place } from './project'

const P = '/api/v1/organisations/{organisation}/projects/{project}' as const
const D = `${P}/documents/{document}` as const
const key = (at: At) => ['project', at.org, at.project]
const docPath = (at: At, doc: string) => ({ path: { ...place(at), document: doc } })
const url = (at: At) => `/organisations/${at.org}/projects/${at.project}`

/** Everything of the register that a change to a document makes stale. */
export const registerKey = (at: At) => [...key(at), 'register']
export const documentsKey = (at: At, filter: DocumentFilter) => [...registerKey(at), 'documents', filter]
export const listDocuments = (at: At, filter: DocumentFilter) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${P}/documents`, { params: { path: place(at), query: { ...filter, limit: 100, cursor } }, signal }))
export const findDocuments = (at: At, q: string, signal?: AbortSignal) =>
  send(api.GET(`${P}/documents`, { params: { path: place(at), query: { q, limit: 10 } }, signal }))
export const countQuery = (at: At, filter: DocumentFilter) =>
  queryOptions({
    queryKey: [...registerKey(at), 'count', filter],
    queryFn: ({ signal }) => send(api.GET(`${P}/documents/count`, { params: { path: place(at), query: filter }, signal })),
    placeholderData: (old) => old,
  })
export const facetsQuery = (at: At, filter: DocumentFilter) =>
  queryOptions({
    queryKey: [...registerKey(at), 'facets', filter],
    queryFn: ({ signal }) => send(api.GET(`${P}/documents/facets`, { params: { path: place(at), query: filter }, signal })),
    placeholderData: (old) => old,
  })
export const completeSearch = (at: At) => (q: string, caret: number, signal: AbortSignal) =>
  send(api.GET(`${P}/search/completion`, { params: { path: place(at), query: { q, at: caret } }, signal }))

export const viewsQuery = (at: At) =>
  queryOptions({
    queryKey: [...key(at), 'views'],
    queryFn: ({ signal }) => send(api.GET(`${P}/views`, { params: { path: place(at) }, signal })),
    staleTime: 60_000,
  })
const viewPath = (at: At, view: string) => ({ path: { ...place(at), view } })
export const createView = (at: At, body: NewView) => send(api.POST(`${P}/views`, { params: { path: place(at) }, body }))
export const changeView = (at: At, id: string, body: ViewEdit) =>
  send(api.PATCH(`${P}/views/{view}`, { params: viewPath(at, id), body }))
export const deleteView = (at: At, id: string) => send(api.DELETE(`${P}/views/{view}`, { params: viewPath(at, id) }))

export const documentOptionsQuery = (at: At) =>
  queryOptions({
    queryKey: [...registerKey(at), 'options'],
    queryFn: async ({ signal }) => (await send(api.GET(`${P}/documents/options`, { params: { path: place(at) }, signal }))) as DocumentOptions,
    staleTime: 60_000,
  })

export const dropUpload = (at: At, id: string) => send(api.DELETE(`${P}/uploads/{upload}`, { params: { path: { ...place(at), upload: id } } }))
export const validateRows = (at: At, rows: NewRow[], signal?: AbortSignal) =>
  send(api.POST(`${P}/documents/validate`, { params: { path: place(at) }, body: { rows: rows as WholeRow[] }, signal }))
export const guessNames = (at: At, names: string[]): Promise<{ items: NameGuess[] }> =>
  send(loose.POST(`${P}/documents/guess`, { params: { path: place(at) }, body: { names } }))
export const createDocuments = (at: At, rows: NewRow[]) =>
  send(api.POST(`${P}/documents`, { params: { path: place(at) }, body: { rows: rows as WholeRow[] } }))

export const documentKey = (at: At, doc: string) => [...registerKey(at), 'document', doc]
export const documentQuery = (at: At, doc: string) =>
  queryOptions({
    queryKey: documentKey(at, doc),
    queryFn: ({ signal }) => send(api.GET(D, { params: docPath(at, doc), signal })),
  })
export const editDocument = (at: At, doc: string, body: DocumentEdit) =>
  send(api.PATCH(D, { params: docPath(at, doc), body: body as WholeEdit }))
export const setStatus = (at: At, doc: string, body: StatusBody) =>
  send(api.POST(`${D}/status`, { params: docPath(at, doc), body }))
export const setLock = (at: At, doc: string, lock: boolean, reason: string) =>
  send(
    lock
      ? api.POST(`${D}/lock`, { params: docPath(at, doc), body: { reason } })
      : api.POST(`${D}/unlock`, { params: docPath(at, doc), body: { reason } }),
  )
export const restrict = (at: At, doc: string, body: RestrictBody) =>
  send(api.POST(`${D}/restrict`, { params: docPath(at, doc), body }))
export const deleteDocument = (at: At, doc: string) => send(api.DELETE(D, { params: docPath(at, doc) }))
export const restoreDocument = (at: At, doc: string) => send(api.POST(`${D}/restore`, { params: docPath(at, doc) }))
export const addRevision = (
  at: At,
  doc: string,
  body: NewRevision,
) => send(api.POST(`${D}/revisions`, { params: docPath(at, doc), body }))

export const listHistory = (at: At, doc: string) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${D}/history`, { params: { ...docPath(at, doc), query: { cursor } }, signal }))

export const fileUrl = (at: At, doc: string, rev: string) => href(`${url(at)}/documents/${doc}/revisions/${rev}/file`)
export const contentUrl = (at: At, doc: string, rev: string) =>
  href(`${url(at)}/documents/${doc}/revisions/${rev}/content`)
export const thumbnailUrl = (at: At, doc: string, rev: string) =>
  href(`${url(at)}/documents/${doc}/revisions/${rev}/thumbnail`)
/** The pages that a revision is shown as; of drawings and Office files the server makes them first. */
export const getPreview = (at: At, doc: string, rev: string) =>
  send(api.GET(`${D}/revisions/{revision}/preview`, { params: { path: { ...place(at), document: doc, revision: rev } } }))
export const pageUrl = (at: At, doc: string, rev: string, page: number, width: number, region?: string) =>
  href(`${url(at)}/documents/${doc}/revisions/${rev}/pages/${page}`, { width, region })

export const pendingKey = (at: At) => [...registerKey(at), 'pending']
export const listPending = (at: At, before?: string) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${P}/pending`, { params: { path: place(at), query: { cursor, before } }, signal }))
export const accept = (at: At, doc: string, rev: string, body: Accept) =>
  send(api.POST(`${D}/revisions/{revision}/accept`, { params: { path: { ...place(at), document: doc, revision: rev } }, body }))
export const reject = (at: At, doc: string, rev: string, reason: string) =>
  send(api.POST(`${D}/revisions/{revision}/reject`, { params: { path: { ...place(at), document: doc, revision: rev } }, body: { reason } }))

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
  send(api.POST(`${P}/shares/{share}/revoke`, { params: { path: { ...place(at), share: id } }, body: { reason } }))
export const extendShare = (at: At, id: string, ends_on: string) =>
  send(api.POST(`${P}/shares/{share}/extend`, { params: { path: { ...place(at), share: id } }, body: { ends_on } }))

export const guestSharesKey = (at: At, filter: { document?: string; transmittal?: string; state?: string } = {}) => [
  ...key(at),
  'guest-shares',
  filter,
]
export const listGuestShares =
  (at: At, filter: { document?: string; transmittal?: string; state?: string }) => (cursor: string | undefined, signal?: AbortSignal) =>
    send(api.GET(`${P}/guest-shares`, { params: { path: place(at), query: { ...filter, cursor } }, signal }))
export const createGuestShare = (at: At, body: NewGuestShare) =>
  send(api.POST(`${P}/guest-shares`, { params: { path: place(at) }, body }))
export const guestShareQuery = (at: At, id: string) =>
  queryOptions({
    queryKey: [...key(at), 'guest-shares', id],
    queryFn: ({ signal }) => send(api.GET(`${P}/guest-shares/{share}`, { params: { path: { ...place(at), share: id } }, signal })),
  })
export const editGuestShare = (at: At, id: string, body: GuestShareEdit) =>
  send(api.PATCH(`${P}/guest-shares/{share}`, { params: { path: { ...place(at), share: id } }, body }))
export const extendGuestShare = (at: At, id: string, expires_on: string) =>
  send(api.POST(`${P}/guest-shares/{share}/extend`, { params: { path: { ...place(at), share: id } }, body: { expires_on } }))
export const revokeGuestShare = (at: At, id: string, reason: string) =>
  send(api.POST(`${P}/guest-shares/{share}/revoke`, { params: { path: { ...place(at), share: id } }, body: { reason } }))
export const regenerateGuestShare = (at: At, id: string) =>
  send(api.POST(`${P}/guest-shares/{share}/regenerate`, { params: { path: { ...place(at), share: id } } }))
export const guestShareLogKey = (at: At, id: string) => [...key(at), 'guest-shares', id, 'log']
export const listGuestShareLog = (at: At, id: string) => (cursor: string | undefined, signal?: AbortSignal) =>
  send(api.GET(`${P}/guest-shares/{share}/log`, { params: { path: { ...place(at), share: id }, query: { cursor } }, signal }))
export const guestShareLogCsv = (at: At, id: string) => href(`${url(at)}/guest-shares/${id}/log.csv`)
