// Transmittals, what they are sent for, and the lists of those who get them.
import { queryOptions } from '@tanstack/react-query'
import { href, send } from '../client'
import { loose } from '../loose'
import type {
  Abilities,
  DistributionList,
  EntryKey,
  NewPurpose,
  NewTransmittal,
  Owed,
  Page,
  Purpose,
  PurposeEdit,
  RevisionHolders,
  SentRow,
  Transmittal,
  TransmittalCheck,
  TransmittalEdit,
  TransmittalPreview,
  TransmittalRow,
} from '../types'
import { type At, place } from './project'

type Judged<Item> = Page<Item> & { abilities: Abilities }

const O = '/api/v1/organisations/{organisation}'
const T = `${O}/projects/{project}/transmittals`
const path = (at: At, more: object = {}) => ({ path: { ...place(at), ...more } })

/** Which transmittals, and in which order. */
export type TransmittalFilter = {
  q?: string | undefined
  state?: string | undefined
  purpose?: string | undefined
  recipient?: string | undefined
  document?: string | undefined
  overdue?: boolean | undefined
  mail_failed?: boolean | undefined
  mine?: string | undefined
  sort?: string | undefined
  limit?: number
}
export type TransmittalPage = Page<TransmittalRow> & { counts: Record<'draft' | 'issued' | 'recalled', number> | null }

export const transmittalsKey = (at: At) => ['project', at.org, at.project, 'transmittals']
export const listTransmittals =
  (at: At, filter: TransmittalFilter) =>
  (cursor: string | undefined, signal?: AbortSignal): Promise<TransmittalPage> =>
    send(loose.GET(T, { params: { ...path(at), query: { ...filter, cursor } }, ...(signal ? { signal } : {}) }))
/** The list whole, as it is narrowed and ordered, as a file. */
export const transmittalsFileUrl = (at: At, filter: TransmittalFilter) =>
  href(`/organisations/${at.org}/projects/${at.project}/transmittals/export`, Object.fromEntries(Object.entries(filter).map(([key, value]) => [key, value === undefined ? undefined : String(value)])))
/** What this person may do with transmittals of the project. */
export const transmittalMayQuery = (at: At) =>
  queryOptions({
    queryKey: [...transmittalsKey(at), 'may'],
    queryFn: async ({ signal }): Promise<Abilities> => {
      const list: Judged<TransmittalRow> = await send(loose.GET(T, { params: { ...path(at), query: { limit: 1 } }, signal }))
      return list.abilities
    },
    staleTime: 60_000,
  })
/** Who was sent an earlier revision than the current one. */
export const listOwed =
  (at: At) =>
  (cursor: string | undefined, signal?: AbortSignal): Promise<Page<Owed>> =>
    send(loose.GET(`${T}/owed`, { params: { ...path(at), query: { cursor } }, ...(signal ? { signal } : {}) }))
/** Who holds a revision of a document, by whatever way. */
export const holdersQuery = (at: At, document: string, revision: string) =>
  queryOptions({
    queryKey: [...transmittalsKey(at), 'holders', document, revision],
    queryFn: ({ signal }): Promise<RevisionHolders> =>
      send(loose.GET(`${O}/projects/{project}/documents/{document}/revisions/{revision}/holders`, { params: path(at, { document, revision }), signal })),
    staleTime: 0,
  })

export const transmittalQuery = (at: At, id: string) =>
  queryOptions({
    queryKey: [...transmittalsKey(at), 'one', id],
    queryFn: ({ signal }): Promise<Transmittal> => send(loose.GET(`${T}/{transmittal}`, { params: path(at, { transmittal: id }), signal })),
  })
export const createTransmittal = (at: At, body: NewTransmittal): Promise<Transmittal> => send(loose.POST(T, { params: path(at), body }))
export const editTransmittal = (at: At, id: string, body: TransmittalEdit): Promise<Transmittal> =>
  send(loose.PATCH(`${T}/{transmittal}`, { params: path(at, { transmittal: id }), body }))
export const deleteTransmittal = (at: At, id: string): Promise<void> =>
  send(loose.DELETE(`${T}/{transmittal}`, { params: path(at, { transmittal: id }) }))
/** What issuing a version of a draft would do. It changes nothing, and is asked anew whenever it is looked at. */
export const checkQuery = (at: At, id: string, version: number) =>
  queryOptions({
    queryKey: [...transmittalsKey(at), 'check', id, version],
    queryFn: ({ signal }): Promise<TransmittalCheck> =>
      send(loose.POST(`${T}/{transmittal}/check`, { params: path(at, { transmittal: id }), body: {}, signal })),
    staleTime: 0,
    gcTime: 0,
  })
/** What one of those who would get a version of a draft will see. It changes nothing. */
export const previewQuery = (at: At, id: string, version: number, whose: { person: string } | { email: string }) =>
  queryOptions({
    queryKey: [...transmittalsKey(at), 'preview', id, version, whose],
    queryFn: ({ signal }): Promise<TransmittalPreview> =>
      send(loose.POST(`${T}/{transmittal}/preview`, { params: path(at, { transmittal: id }), body: whose, signal })),
    staleTime: 0,
    gcTime: 0,
  })
/** What those whom a draft names were sent of it before; each row knows whom the columns stand for. */
export const listSentBefore =
  (at: At, id: string) =>
  async (cursor: string | undefined, signal?: AbortSignal): Promise<Page<SentRow>> => {
    const page: Page<Omit<SentRow, 'columns'>> & Pick<SentRow, 'columns'> = await send(
      loose.GET(`${T}/{transmittal}/sent-before`, { params: { ...path(at, { transmittal: id }), query: { cursor } }, ...(signal ? { signal } : {}) }),
    )
    return { next: page.next, items: page.items.map((row) => ({ ...row, columns: page.columns })) }
  }
export const issueTransmittal = (at: At, id: string, body: { version: number; confirm_restricted: boolean }): Promise<Transmittal> =>
  send(loose.POST(`${T}/{transmittal}/issue`, { params: path(at, { transmittal: id }), body }))
export const undoTransmittal = (at: At, id: string): Promise<Transmittal> =>
  send(loose.POST(`${T}/{transmittal}/undo`, { params: path(at, { transmittal: id }) }))
const afterwards =
  <Body extends object>(act: string) =>
  (at: At, id: string, body: Body): Promise<Transmittal> =>
    send(loose.POST(`${T}/{transmittal}/${act}`, { params: path(at, { transmittal: id }), body }))
export const acknowledgeTransmittal = afterwards<{ comment: string; received_by: string }>('acknowledge')
export const recordAcknowledgement = afterwards<{ recipient: string; acknowledged_on: string; note: string; received_by: string }>('record')
/** What somebody says beside what was recorded for them. */
export const contestAcknowledgement = afterwards<{ received: boolean; comment: string; received_by: string }>('contest')
export const remindRecipients = afterwards<Record<string, never>>('remind')
export const recallTransmittal = afterwards<{ reason: string }>('recall')
/** A draft that sends the same again, under a number of its own. */
export const reissueTransmittal = afterwards<Record<string, never>>('reissue')

const file = (at: At, id: string) => `/organisations/${at.org}/projects/${at.project}/transmittals/${id}`
export const coverSheetUrl = (at: At, id: string) => href(`${file(at, id)}/cover-sheet`)
/** What proves that receipt was acknowledged: one's own, or that of somebody who got it. */
export const acknowledgementReceiptUrl = (at: At, id: string, recipient: string | undefined, format: 'json' | 'pdf', of?: 'contest') =>
  href(`${file(at, id)}/receipt`, { recipient, format, of })

const purposesOf = `${O}/transmittal-purposes`
export const purposesQuery = (org: string) =>
  queryOptions({
    queryKey: ['organisation', org, 'transmittal-purposes'],
    queryFn: ({ signal }): Promise<Judged<Purpose> & { acknowledge_days: number }> => send(loose.GET(purposesOf, { params: { path: { organisation: org } }, signal })),
    staleTime: 60_000,
  })
export const createPurpose = (org: string, body: NewPurpose): Promise<Purpose> =>
  send(loose.POST(purposesOf, { params: { path: { organisation: org } }, body }))
export const changePurpose = (org: string, purpose: string, body: PurposeEdit): Promise<Purpose> =>
  send(loose.PATCH(`${purposesOf}/{purpose}`, { params: { path: { organisation: org, purpose } }, body }))

/** Lists belong to the organisation or to one of its projects. */
export type ListsAt = { org: string; project?: string }
const listsAt = ({ org, project }: ListsAt, list?: string) =>
  project
    ? { url: `${O}/projects/{project}/distribution-lists`, one: '/{project_list}', params: { path: { organisation: org, project, project_list: list } } }
    : { url: `${O}/distribution-lists`, one: '/{list}', params: { path: { organisation: org, list } } }
export const listsQuery = (at: ListsAt) =>
  queryOptions({
    queryKey: at.project ? ['project', at.org, at.project, 'distribution-lists'] : ['organisation', at.org, 'distribution-lists'],
    queryFn: ({ signal }): Promise<Judged<DistributionList>> => {
      const { url, params } = listsAt(at)
      return send(loose.GET(url, { params, signal }))
    },
  })
export const createList = (at: ListsAt, body: { name: string; entries: EntryKey[] }): Promise<DistributionList> => {
  const { url, params } = listsAt(at)
  return send(loose.POST(url, { params, body }))
}
export const changeList = (at: ListsAt, id: string, body: { version: number; name: string; entries: EntryKey[] }): Promise<DistributionList> => {
  const { url, one, params } = listsAt(at, id)
  return send(loose.PATCH(url + one, { params, body }))
}
export const deleteList = (at: ListsAt, id: string): Promise<void> => {
  const { url, one, params } = listsAt(at, id)
  return send(loose.DELETE(url + one, { params }))
}
