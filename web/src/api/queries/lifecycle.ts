// What becomes of documents: decided many at once, merged, superseded, archived, deleted and taken back.
import { api, send } from '../client'
import type { BinItem, BulkAcceptItem, BulkAct, Document, DocumentRow, MergeOrder, MergePreview, Page, WholeAct } from '../types'
import { type At, place } from './project'
import { registerKey } from './register'

const P = '/api/v1/organisations/{organisation}/projects/{project}' as const
const D = `${P}/documents/{document}` as const
const path = <More extends object = object>(at: At, more?: More) => ({ path: { ...place(at), ...(more as More) } })
type Rows = { items: DocumentRow[] }

export const acceptMany = (at: At, items: BulkAcceptItem[]): Promise<Rows> =>
  send(api.POST(`${P}/pending/accept`, { params: path(at), body: { items } }))
export const rejectMany = (at: At, items: { document_id: string; revision_id: string }[], reason: string): Promise<Rows> =>
  send(api.POST(`${P}/pending/reject`, { params: path(at), body: { items, reason } }))

export const previewMerge = (at: At, body: MergeOrder, signal?: AbortSignal): Promise<MergePreview> =>
  send(api.POST(`${P}/documents/merge/preview`, { params: path(at), body, signal }))
export const mergeDocuments = (at: At, body: MergeOrder): Promise<Document> =>
  send(api.POST(`${P}/documents/merge`, { params: path(at), body }))

export const supersede = (at: At, document: string, body: { by_document_id: string; reason?: string | undefined; version: number }): Promise<Document> =>
  send(api.POST(`${D}/supersede`, { params: path(at, { document }), body }))
export const unarchive = (at: At, document: string, body: { reason: string; version: number }): Promise<Document> =>
  send(api.POST(`${D}/unarchive`, { params: path(at, { document }), body }))

export const binKey = (at: At) => [...registerKey(at), 'bin']
export const listBin =
  (at: At) =>
  (cursor: string | undefined, signal?: AbortSignal): Promise<Page<BinItem>> =>
    send(api.GET(`${P}/bin`, { params: { ...path(at), query: { cursor } }, signal }))
export const purge = (at: At, document: string): Promise<void> =>
  send(api.DELETE(`${P}/bin/{document}`, { params: path(at, { document }) }))

export const bulk = (at: At, ids: string[], act: BulkAct): Promise<Rows & { changed: number }> =>
  send(api.POST(`${P}/documents/bulk`, { params: path(at), body: { ids, act: act as WholeAct } }))
