// The register's filters as they stand in the address, as the API wants them, and as a view keeps them.
import type { DocumentFilter } from '~/api/types'
import { startOfDay } from '~/lib/dates'
import type { Sort } from '~/ui'

export type RegisterSearch = {
  q?: string | undefined
  status?: string | undefined
  document_type?: string | undefined
  discipline?: string | undefined
  zone?: string | undefined
  stage?: string | undefined
  level?: string | undefined
  programme?: string | undefined
  sub_programme?: string | undefined
  package?: string | undefined
  originator?: string | undefined
  area?: string | undefined
  building?: string | undefined
  floor?: string | undefined
  asset_tag?: string | undefined
  /** The companies that revisions came from. */
  received_from?: string | undefined
  /** Days of the revision, of which either end may be open: "2026-11-01..2026-11-30". */
  revision_date?: string | undefined
  accepted?: string | undefined
  uploaded?: string | undefined
  /** Values of the organisation's and the project's own fields: "suitability:S3|volume:ZA". */
  field?: string | undefined
  mine?: string | undefined
  pending?: string | undefined
  restricted?: string | undefined
  issued?: string | undefined
  workflow?: string | undefined
  /** The notification whose documents are shown; no view keeps it. */
  notice?: string | undefined
  sort?: string | undefined
  /** The columns, where a view or its reader says them. */
  cols?: string | undefined
  view?: string | undefined
  /** The exports made lately are shown above it. */
  exports?: string | undefined
  open?: string | undefined
  tab?: string | undefined
}

/** The filters that always stand on the bar, and those that are added to it. */
export const USUAL = ['status', 'document_type', 'discipline'] as const
/** Where things stand, written as people like. */
const PLACES = ['area', 'building', 'floor', 'asset_tag'] as const
const LISTS = [...USUAL, 'zone', 'stage', 'level', 'programme', 'sub_programme', 'package', 'originator', ...PLACES, 'received_from'] as const
export const SPANS = ['revision_date', 'accepted', 'uploaded'] as const
export const CHIPS = ['mine', 'pending', 'restricted'] as const
/** What either is or is not: "true" or "false". */
export const FLAGS = ['issued', 'workflow'] as const
const NAMED = [...LISTS, ...FLAGS, ...SPANS] as const
export const FILTERS = [...LISTS, 'field', ...CHIPS, ...FLAGS, ...SPANS] as const

/** In place of a view's id: none, although the register would open with one. */
export const ALL = 'all'

/** Codes may hold commas, so that their list stands in the address with another sign between them. */
export const SIGN = '|'

export const several = (text: string | undefined, sign = SIGN): string[] => (text ? text.split(sign).filter(Boolean) : [])
const given = (values: string[]) => (values.length > 0 ? values : undefined)
const on = (value: string | undefined) => (value === 'true' ? true : undefined)
const either = (value: string | undefined) => (value === 'false' ? false : on(value))

export const isPlace = (field: string) => PLACES.some((key) => key === field)
export const isSpan = (field: string) => SPANS.some((key) => key === field)

/** The first and the last day, each where it is said. */
export function daysOf(text = ''): [string | undefined, string | undefined] {
  const [from, to] = text.split('..')
  return [from || undefined, to || undefined]
}

/** The sheet bears a day; the rest happened in the days of whoever looks. */
function spansOf(search: RegisterSearch): Record<string, string | undefined> {
  const asked: Record<string, string | undefined> = {}
  for (const key of SPANS) {
    const [from, to] = daysOf(search[key])
    const dated = key === 'revision_date'
    if (from) asked[`${key}_from`] = dated ? from : startOfDay(from)
    if (to) asked[dated ? `${key}_to` : `${key}_before`] = dated ? to : startOfDay(to, 1)
  }
  return asked
}

export function toFilter(search: RegisterSearch): DocumentFilter {
  const fields = given(several(search.field))
  return {
    q: search.q,
    ...Object.fromEntries(LISTS.map((key) => [key, given(several(search[key]))])),
    ...(fields && { field: fields }),
    mine: on(search.mine),
    pending: on(search.pending),
    restricted: on(search.restricted),
    ...Object.fromEntries(FLAGS.map((key) => [key, either(search[key])])),
    ...spansOf(search),
    ...(search.notice && { notice: search.notice }),
    sort: search.sort,
  }
}

/** The same without what does not change the number of rows. */
export function toCount(search: RegisterSearch): DocumentFilter {
  return { ...toFilter(search), sort: undefined }
}

/** The fields that something is chosen of. */
export const fieldsOf = (search: RegisterSearch): string[] => [
  ...NAMED.filter((key) => search[key]),
  ...new Set(several(search.field).map((pair) => pair.split(':')[0] ?? '')),
]

/** The values chosen of one field. */
export function chosenOf(search: RegisterSearch, field: string): string[] {
  const list = NAMED.find((key) => key === field)
  if (list) return several(search[list])
  return several(search.field).flatMap((pair) => (pair.startsWith(`${field}:`) ? [pair.slice(field.length + 1)] : []))
}

export function choosing(search: RegisterSearch, field: string, values: string[]): RegisterSearch {
  const list = NAMED.find((key) => key === field)
  const single = isSpan(field) || FLAGS.some((key) => key === field)
  if (list) return { ...search, [list]: (single ? values.at(-1) : values.join(SIGN)) || undefined }
  const others = several(search.field).filter((pair) => !pair.startsWith(`${field}:`))
  return { ...search, field: [...others, ...values.map((value) => `${field}:${value}`)].join(SIGN) || undefined }
}

export const countFilters = (search: RegisterSearch) => FILTERS.filter((key) => Boolean(search[key])).length
export const hasFilters = (search: RegisterSearch) => Boolean(search.notice) || countFilters(search) > 0
export const isFiltered = (search: RegisterSearch) => Boolean(search.q) || hasFilters(search)

export const cleared = (search: RegisterSearch): RegisterSearch => ({ sort: search.sort, cols: search.cols })

export function readSort(text: string | undefined): Sort | undefined {
  if (!text) return undefined
  return text.startsWith('-') ? { key: text.slice(1), descending: true } : { key: text, descending: false }
}

export const writeSort = (sort: Sort) => (sort.descending ? `-${sort.key}` : sort.key)
