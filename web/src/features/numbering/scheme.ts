// A scheme while it is being built: its segments with keys of their own, so that they can be moved about.
// What is wrong with it is the server's to say.
import type { CodedField, CounterScope, Scheme, SchemePreview, Segment } from '~/api/types'

export type SegmentKind = Segment['kind']
export type Keyed = { key: string; segment: Segment }
export type Draft = { segments: Keyed[]; scope: CounterScope }

export const KINDS: readonly SegmentKind[] = ['literal', 'code', 'counter', 'project', 'year', 'short_year', 'month']

const BLANK: { [Kind in SegmentKind]: Extract<Segment, { kind: Kind }> } = {
  project: { kind: 'project' },
  literal: { kind: 'literal', text: '-' },
  code: { kind: 'code', field: '' },
  counter: { kind: 'counter', width: 3, start: 1 },
  year: { kind: 'year' },
  short_year: { kind: 'short_year' },
  month: { kind: 'month' },
}

let counter = 0
const keyed = (segment: Segment): Keyed => ({ key: `segment-${counter++}`, segment })

/** Begins with what is there; a project without a scheme starts from the shortest one that works. */
export const toDraft = (scheme: Scheme | null): Draft => ({
  segments: (scheme?.segments ?? [BLANK.counter]).map(keyed),
  scope: scheme?.scope ?? 'combination',
})

export const fromDraft = ({ segments, scope }: Draft): Scheme => ({ segments: segments.map(({ segment }) => segment), scope })

/** The same whatever the order in which its parts are written. */
const written = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => a.localeCompare(b)))
      : part,
  )

export const sameScheme = (one: Scheme | null, other: Scheme | null) => written(one) === written(other)

/** A new segment at the end; codes begin with the first field that is not in the number yet. */
export function withNew({ segments, scope }: Draft, kind: SegmentKind, fields: CodedField[]): Draft {
  const named = segments.flatMap(({ segment }) => (segment.kind === 'code' ? [segment.field] : []))
  const field = fields.find(({ key }) => !named.includes(key)) ?? fields[0]
  const segment: Segment = kind === 'code' ? { kind, field: field?.key ?? '' } : BLANK[kind]
  return { segments: [...segments, keyed(segment)], scope }
}

export const withChanged = ({ segments, scope }: Draft, key: string, segment: Segment): Draft => ({
  segments: segments.map((one) => (one.key === key ? { key, segment } : one)),
  scope,
})

export const without = ({ segments, scope }: Draft, key: string): Draft => ({
  segments: segments.filter((one) => one.key !== key),
  scope,
})

/** A number has one counter, so a second one is not offered. */
export const canAdd = ({ segments }: Draft, kind: SegmentKind) =>
  kind !== 'counter' || !segments.some(({ segment }) => segment.kind === 'counter')

export type Flaws = { whole: string[]; at: (index: number) => string[] }

/** What the server finds wrong, by segment; field errors of a refused save speak the same way. */
export function flawsOf(preview: SchemePreview | undefined, errors: Record<string, string> = {}): Flaws {
  const all = [...(preview?.flaws ?? [])]
  for (const [field, message] of Object.entries(errors)) {
    const index = /^scheme\.segments\[(\d+)\]/.exec(field)?.[1]
    if (!field.startsWith('scheme')) continue
    all.push({ segment: index === undefined ? null : Number(index), message })
  }
  const unique = (messages: string[]) => [...new Set(messages)]
  return {
    whole: unique(all.flatMap(({ segment, message }) => (segment === null ? [message] : []))),
    at: (index) => unique(all.flatMap(({ segment, message }) => (segment === index ? [message] : []))),
  }
}
