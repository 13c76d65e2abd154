// The register as a workbook: exports of it, and imports into it. Both are the asker's own.
import { queryOptions } from '@tanstack/react-query'
import { href, send } from '../client'
import { loose } from '../loose'
import type { Export, Import, ImportRow, NewExport, Page } from '../types'
import { type At, place } from './project'

const P = '/api/v1/organisations/{organisation}/projects/{project}'
const url = (at: At) => `/organisations/${at.org}/projects/${at.project}`
const path = (at: At, more: object = {}) => ({ path: { ...place(at), ...more } })

/** How often something that is still going on is asked after. */
const POLL = 1000

const isGoing = (state: string | undefined) => state === 'waiting' || state === 'working'

export const createExport = (at: At, body: NewExport): Promise<Export> => send(loose.POST(`${P}/exports`, { params: path(at), body }))
export const exportQuery = (at: At, id: string) =>
  queryOptions({
    queryKey: ['project', at.org, at.project, 'exports', id],
    queryFn: ({ signal }): Promise<Export> => send(loose.GET(`${P}/exports/{export}`, { params: path(at, { export: id }), signal })),
    refetchInterval: ({ state }) => (isGoing(state.data?.state) ? POLL : false),
  })
export const exportsQuery = (at: At) =>
  queryOptions({
    queryKey: ['project', at.org, at.project, 'exports'],
    queryFn: ({ signal }): Promise<Page<Export>> => send(loose.GET(`${P}/exports`, { params: path(at), signal })),
    refetchInterval: ({ state }) => (state.data?.items.some((one) => isGoing(one.state)) ? POLL : false),
  })
export const exportFile = (at: At, id: string) => href(`${url(at)}/exports/${id}/file`)
export const dropExport = (at: At, id: string): Promise<void> =>
  send(loose.DELETE(`${P}/exports/{export}`, { params: path(at, { export: id }) }))

export const templateUrl = (at: At) => href(`${url(at)}/imports/template`)
export const annotatedUrl = (at: At, id: string) => href(`${url(at)}/imports/${id}/workbook`)

export const importsKey = (at: At) => ['project', at.org, at.project, 'imports']
export const importsQuery = (at: At) =>
  queryOptions({
    queryKey: [...importsKey(at), 'all'],
    queryFn: ({ signal }): Promise<Page<Import>> => send(loose.GET(`${P}/imports`, { params: path(at), signal })),
  })
export const importQuery = (at: At, id: string) =>
  queryOptions({
    queryKey: [...importsKey(at), 'one', id],
    queryFn: ({ signal }): Promise<Import> => send(loose.GET(`${P}/imports/{import}`, { params: path(at, { import: id }), signal })),
    refetchInterval: ({ state }) => (isGoing(state.data?.state) ? POLL : false),
  })

const workbook = (file: File) => ({ body: file, bodySerializer: (body: unknown) => body, headers: { 'Content-Type': 'application/octet-stream' } })
export const createImport = (at: At, file: File): Promise<Import> =>
  send(loose.POST(`${P}/imports`, { params: { ...path(at), query: { filename: file.name } }, ...workbook(file) }))
export const replaceWorkbook = (at: At, id: string, file: File): Promise<Import> =>
  send(loose.PUT(`${P}/imports/{import}/workbook`, { params: { ...path(at, { import: id }), query: { filename: file.name } }, ...workbook(file) }))
export const giveFiles = (at: At, id: string, upload_ids: string[]): Promise<Import> =>
  send(loose.PUT(`${P}/imports/{import}/files`, { params: path(at, { import: id }), body: { upload_ids } }))
export const commitImport = (at: At, id: string, version: number): Promise<Import> =>
  send(loose.POST(`${P}/imports/{import}/commit`, { params: path(at, { import: id }), body: { version } }))
export const dropImport = (at: At, id: string): Promise<void> =>
  send(loose.DELETE(`${P}/imports/{import}`, { params: path(at, { import: id }) }))

export const importRowsKey = (at: At, id: string, show: string, version: number) => [...importsKey(at), 'rows', id, show, version]
export const listImportRows =
  (at: At, id: string, show: string) =>
  (cursor: string | undefined, signal?: AbortSignal): Promise<Page<ImportRow>> =>
    send(loose.GET(`${P}/imports/{import}/rows`, { params: { ...path(at, { import: id }), query: { show, limit: 200, cursor } }, ...(signal ? { signal } : {}) }))
