import { describe, expect, it } from 'vitest'
import type { FormField } from '~/api/types'
import { choicesOf, isNeeded, pathOf, toRequest, valueIn, wordsFor } from './values'

const field = (more: Partial<FormField> = {}): FormField => ({
  key: 'sub_programme',
  label: 'Sub-programme',
  kind: 'dropdown',
  built_in: true,
  required: false,
  needed: false,
  free: false,
  parent: 'programme',
  options: [
    { code: 'B1', label: 'Bridges, north', parent: 'BRG' },
    { code: 'R1', label: 'Roads, north', parent: 'RDS' },
    { code: 'ALL', label: 'ALL', parent: null },
  ],
  ...more,
})

describe('values of fields', () => {
  it('are found where the server keeps them', () => {
    const own = field({ key: 'crew', built_in: false })
    expect(pathOf(own)).toBe('fields.crew')
    expect(pathOf(field())).toBe('sub_programme')
    expect(valueIn({ fields: { crew: 'A' } }, own)).toBe('A')
    expect(valueIn({ sub_programme: 'B1' } as never, field())).toBe('B1')
    expect(valueIn({}, own)).toBe('')
  })
  it('go into a request in its shape', () => {
    expect(toRequest({ zone: 'Z1', 'fields.crew': 'A', 'fields.shift': null })).toEqual({ zone: 'Z1', fields: { crew: 'A', shift: null } })
    expect(toRequest({ zone: 'Z1' })).toEqual({ zone: 'Z1' })
  })
  it('offer what stands under the chosen parent, and what is borne already', () => {
    expect(choicesOf(field(), 'BRG', '').map(({ value }) => value)).toEqual(['B1', 'ALL'])
    expect(choicesOf(field(), '', '').map(({ value }) => value)).toEqual(['B1', 'R1', 'ALL'])
    expect(choicesOf(field(), 'BRG', 'OLD').map(({ value }) => value)).toEqual(['B1', 'ALL', 'OLD'])
    expect(choicesOf(field(), '', '')[0]?.label).toBe('B1 · Bridges, north')
    expect(choicesOf(field(), '', '')[2]?.label).toBe('ALL')
  })
  it('are said in words', () => {
    expect(wordsFor(field(), 'R1', 'Yes', 'No')).toBe('Roads, north')
    expect(wordsFor(field(), 'gone', 'Yes', 'No')).toBe('gone')
    expect(wordsFor(field({ kind: 'toggle' }), 'true', 'Yes', 'No')).toBe('Yes')
    expect(wordsFor(field({ kind: 'toggle' }), 'false', 'Yes', 'No')).toBe('No')
    expect(wordsFor(field({ kind: 'date' }), '2026-03-02', 'Yes', 'No', 'en-GB')).toBe('2 Mar 2026')
    expect(wordsFor(field({ kind: 'date' }), '', 'Yes', 'No')).toBe('')
    expect(wordsFor(field({ kind: 'text' }), 'as typed', 'Yes', 'No')).toBe('as typed')
  })
  it('are needed for the number or by the field itself', () => {
    expect(isNeeded(field())).toBe(false)
    expect(isNeeded(field({ needed: true }))).toBe(true)
    expect(isNeeded(field({ required: true }))).toBe(true)
  })
})
