import { describe, expect, it } from 'vitest'
import type { Scheme, SchemePreview } from '~/api/types'
import { canAdd, flawsOf, fromDraft, sameScheme, toDraft, withChanged, withNew, without } from './scheme'

const scheme: Scheme = {
  segments: [{ kind: 'code', field: 'discipline' }, { kind: 'literal', text: '-' }, { kind: 'counter', width: 4, start: 1 }],
  scope: 'project',
}
const fields = [
  { key: 'discipline', label: 'Discipline' },
  { key: 'zone', label: 'Zone' },
]

describe('a scheme being built', () => {
  it('comes back as it was when nothing is touched', () => {
    expect(fromDraft(toDraft(scheme))).toEqual(scheme)
    expect(sameScheme(fromDraft(toDraft(scheme)), scheme)).toBe(true)
    const turned: Scheme = { scope: 'project', segments: [{ field: 'discipline', kind: 'code' }, ...scheme.segments.slice(1)] }
    expect(sameScheme(turned, scheme)).toBe(true)
    expect(sameScheme({ ...scheme, scope: 'year' }, scheme)).toBe(false)
    expect(sameScheme(null, scheme)).toBe(false)
  })
  it('starts from a lone counter where there is none yet', () => {
    expect(fromDraft(toDraft(null)).segments).toEqual([{ kind: 'counter', width: 3, start: 1 }])
  })
  it('gives every segment a key of its own, and takes the next unused field', () => {
    const draft = withNew(withNew(toDraft(scheme), 'code', fields), 'code', fields)
    expect(new Set(draft.segments.map(({ key }) => key)).size).toBe(5)
    expect(draft.segments.slice(3).map(({ segment }) => segment)).toEqual([
      { kind: 'code', field: 'zone' },
      { kind: 'code', field: 'discipline' },
    ])
  })
  it('offers no second counter', () => {
    const draft = toDraft(scheme)
    expect(canAdd(draft, 'counter')).toBe(false)
    expect(canAdd(draft, 'literal')).toBe(true)
    const key = draft.segments[2]?.key ?? ''
    expect(canAdd(without(draft, key), 'counter')).toBe(true)
  })
  it('changes one segment and leaves the others', () => {
    const draft = toDraft(scheme)
    const changed = withChanged(draft, draft.segments[1]?.key ?? '', { kind: 'literal', text: '/' })
    expect(fromDraft(changed).segments[1]).toEqual({ kind: 'literal', text: '/' })
    expect(fromDraft(changed).segments[0]).toEqual(scheme.segments[0])
  })
})

describe('flaws', () => {
  const preview: SchemePreview = {
    ok: false,
    samples: [],
    flaws: [
      { segment: null, message: 'A scheme has exactly one counter.' },
      { segment: 1, message: 'There is no such field with codes.' },
    ],
    required: [],
    sequence: '',
    longest: 0,
  }
  it('stand at their segment, and each is said once', () => {
    const flaws = flawsOf(preview, {
      'scheme.segments[1]': 'There is no such field with codes.',
      'scheme.segments[0]': 'Too long.',
      scheme: 'A scheme has exactly one counter.',
      mode: 'elsewhere',
    })
    expect(flaws.whole).toEqual(['A scheme has exactly one counter.'])
    expect(flaws.at(1)).toEqual(['There is no such field with codes.'])
    expect(flaws.at(0)).toEqual(['Too long.'])
    expect(flaws.at(2)).toEqual([])
  })
})
