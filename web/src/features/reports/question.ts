// A report's question as it stands in the address, and as the server wants it. The filters are those of the register.
import { FILTERS, several, type RegisterSearch, toCount } from '~/features/register'
import type { ReportLink, ReportQuestion, Reports } from '~/api/types'

export type ReportSearch = Omit<RegisterSearch, 'notice' | 'sort' | 'cols' | 'view' | 'exports' | 'open' | 'tab'> & {
  metric?: string | undefined
  /** What is counted by: "status|discipline". */
  by?: string | undefined
  from?: string | undefined
  to?: string | undefined
  /** The saved or ready report that the question came from. */
  report?: string | undefined
}

const SIGN = '|'

/** What the address asks; nothing while it does not say what is counted. */
export function toQuestion(search: ReportSearch): ReportQuestion | undefined {
  if (!search.metric) return undefined
  const query = Object.fromEntries(Object.entries(toCount(search)).filter(([, value]) => value !== undefined && value !== '')) as ReportQuestion['query']
  return { metric: search.metric, group_by: several(search.by), from: search.from || null, to: search.to || null, query }
}

/** The register's filters out of a list of parameters, as the server says them. */
function filters(query: Record<string, unknown>): ReportSearch {
  const search: ReportSearch = {}
  for (const key of ['q', ...FILTERS] as const) {
    const value = query[key]
    const text = Array.isArray(value) ? value.join(SIGN) : typeof value === 'string' || typeof value === 'boolean' ? String(value) : ''
    if (text && text !== 'false') search[key] = text
  }
  return search
}

/** The address that asks a question. */
export const fromQuestion = (question: ReportQuestion, report?: string): ReportSearch => ({
  ...filters(question.query),
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

/** How many dimensions may be chosen; a metric that brings its own leaves one. */
export const roomFor = (metric: Metric | undefined) => (metric?.first ? { least: 0, most: 1 } : { least: 1, most: 2 })

/** The question of a metric, with as much of the old one as it can hold. */
export function choosing(search: ReportSearch, metric: Metric): ReportSearch {
  const { least, most } = roomFor(metric)
  const keys = metric.dimensions.map(({ key }) => key).filter((key) => key !== metric.first)
  const kept = several(search.by).filter((key) => keys.includes(key)).slice(0, most)
  const by = kept.length < least ? keys.slice(0, least) : kept
  return { ...search, metric: metric.key, by: by.join(SIGN) || undefined }
}

/** The first or the second dimension replaced, or left out; nothing stands twice. */
export function placing(search: ReportSearch, by: readonly string[], place: 0 | 1, dimension: string | null): ReportSearch {
  const next = place === 0 ? [dimension, by[1]] : [by[0], dimension]
  const kept = next.filter((key, index): key is string => Boolean(key) && next.indexOf(key) === index)
  return { ...search, by: kept.join(SIGN) || undefined }
}

/** The list in the register that a number counts. */
export function addressOf(at: { org: string; project: string }, link: ReportLink): string {
  const query = Object.fromEntries(Object.entries(link.query).map(([key, values]) => [key, values.join(SIGN)]))
  const text = new URLSearchParams(query).toString()
  return `/o/${at.org}/p/${at.project}/register${text && `?${text}`}`
}
