// A report's question as it stands in the address, and as the server wants it. The filters are those of the register.
import { FILTERS, several, SPANS, type RegisterSearch, toCount } from '~/features/register'
import { millis, toDateInput } from '~/lib/dates'
import type { ReportLink, ReportQuestion, Reports } from '~/api/types'

export type ReportSearch = Omit<RegisterSearch, 'notice' | 'sort' | 'cols' | 'view' | 'exports' | 'open' | 'tab'> & {
  metric?: string | undefined
  /** What is counted by: "status|discipline". */
  by?: string | undefined
  from?: string | undefined
  to?: string | undefined
  /** What formal work is narrowed to: "status:active|template:…", each code as in an address. */
  only?: string | undefined
  /** The saved or ready report that the question came from. */
  report?: string | undefined
}

const SIGN = '|'

/** What the address asks; nothing while it does not say what is counted. */
export function toQuestion(search: ReportSearch): ReportQuestion | undefined {
  if (!search.metric) return undefined
  const query = Object.fromEntries(Object.entries(toCount(search)).filter(([, value]) => value !== undefined && value !== '')) as ReportQuestion['query']
  const only = onlyOf(search)
  const narrow = Object.keys(only).length > 0 ? { only } : {}
  return { metric: search.metric, group_by: several(search.by), from: search.from || null, to: search.to || null, query, ...narrow }
}

/** Codes by filter. */
export type Only = Record<string, string[]>

export function onlyOf(search: ReportSearch): Only {
  const only: Only = {}
  for (const part of several(search.only)) {
    const [key = '', code = ''] = part.split(':')
    if (key) (only[key] ??= []).push(decodeURIComponent(code))
  }
  return only
}

/** The address narrowed to these codes, and to no others. */
export function narrowed(search: ReportSearch, only: Only): ReportSearch {
  const parts = Object.entries(only).flatMap(([key, codes]) => codes.map((code) => `${key}:${encodeURIComponent(code)}`))
  return { ...search, only: parts.join(SIGN) || undefined }
}

/** The address with one filter changed. */
export function narrowing(search: ReportSearch, key: string, codes: string[]): ReportSearch {
  const others = Object.fromEntries(Object.entries(onlyOf(search)).filter(([other]) => other !== key))
  return narrowed(search, codes.length > 0 ? { ...others, [key]: codes } : others)
}

/** The register's filters out of a list of parameters, as the server says them. */
function filters(query: Record<string, unknown>): ReportSearch {
  const search: ReportSearch = {}
  for (const key of ['q', ...FILTERS] as const) {
    const value = query[key]
    const text = Array.isArray(value) ? value.join(SIGN) : typeof value === 'string' || typeof value === 'boolean' ? String(value) : ''
    if (text && text !== 'false') search[key] = text
  }
  for (const key of SPANS) {
    const span = spanOf(query, key)
    if (span !== '..') search[key] = span
  }
  return search
}

/** The days that the server's moments bound: the sheet bears days, the rest ends before one. */
function spanOf(query: Record<string, unknown>, key: (typeof SPANS)[number]): string {
  const dated = key === 'revision_date'
  const day = (end: string, back: number) => {
    const value = [query[`${key}_${end}`]].flat()[0]
    if (typeof value !== 'string') return ''
    return dated ? value : toDateInput(millis(value) - back)
  }
  return `${day('from', 0)}..${day(dated ? 'to' : 'before', 1)}`
}

/** The address that asks a question. */
export const fromQuestion = (question: ReportQuestion, report?: string): ReportSearch => ({
  ...filters(question.query),
  ...(question.only ? narrowed({}, question.only) : {}),
  metric: question.metric,
  by: question.group_by.join(SIGN) || undefined,
  from: question.from ?? undefined,
  to: question.to ?? undefined,
  ...(report === undefined ? {} : { report }),
})

/** Do two addresses ask the same? */
export const asksTheSame = (one: ReportSearch, other: ReportSearch) =>
  JSON.stringify(toQuestion(one)) === JSON.stringify(toQuestion(other))

type Metric = Reports['metrics'][number]

/** How many dimensions may be chosen; a metric that brings its own leaves one, and what is told one by one takes none. */
export function roomFor(metric: Metric | undefined) {
  if (metric?.dimensions.length === 0) return { least: 0, most: 0 }
  return metric?.first ? { least: 0, most: 1 } : { least: 1, most: 2 }
}

/** The question of a metric, with as much of the old one as it can hold. */
export function choosing(search: ReportSearch, metric: Metric): ReportSearch {
  const { least, most } = roomFor(metric)
  const keys = metric.dimensions.map(({ key }) => key).filter((key) => key !== metric.first)
  const kept = several(search.by).filter((key) => keys.includes(key)).slice(0, most)
  const by = kept.length < least ? keys.slice(0, least) : kept
  const next = { ...search, metric: metric.key, by: by.join(SIGN) || undefined }
  // What does not narrow it, and days that it has none of, are left behind.
  const only = Object.fromEntries(Object.entries(onlyOf(search)).filter(([name]) => metric.filters.some(({ key }) => key === name)))
  const held = narrowed(metric.register ? next : { metric: next.metric, by: next.by, from: next.from, to: next.to, report: next.report }, only)
  return metric.days ? held : { ...held, from: undefined, to: undefined }
}

/** The first or the second dimension replaced, or left out; nothing stands twice. */
export function placing(search: ReportSearch, by: readonly string[], place: 0 | 1, dimension: string | null): ReportSearch {
  const next = place === 0 ? [dimension, by[1]] : [by[0], dimension]
  const kept = next.filter((key, index): key is string => Boolean(key) && next.indexOf(key) === index)
  return { ...search, by: kept.join(SIGN) || undefined }
}

/** The screens of the lists that numbers count. */
const SCREENS: Record<string, string> = { workflows: 'workflows', transmittals: 'transmittals' }

/** The list that a number counts, or what a row tells of. */
export function addressOf(at: { org: string; project: string }, link: ReportLink): string {
  const project = `/o/${at.org}/p/${at.project}`
  const [id] = link.query['id'] ?? []
  if (id !== undefined) return `${project}/${link.list}s/${id}`
  const query = Object.fromEntries(Object.entries(link.query).map(([key, values]) => [key, values.join(SIGN)]))
  // The screen shows issued ones unless another state is asked for.
  if (link.list === 'transmittals' && !query['state']) query['state'] = 'all'
  const text = new URLSearchParams(query).toString()
  return `${project}/${SCREENS[link.list] ?? 'register'}${text && `?${text}`}`
}
