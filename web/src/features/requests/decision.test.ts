import { describe, expect, it } from 'vitest'
import type { EditChange } from '~/api/types'
import { asWished, taken, toChanges } from './decision'

const change = (field: string, wished: string): EditChange => ({ field, before: 'old', wished, current: 'old', moved: false, applied: null })
const changes = [change('title', 'New'), change('status', 'for_review')]

describe('a decision on a request', () => {
  it('says nothing of single changes when all are taken as wished', () => {
    expect(toChanges(changes, asWished(changes))).toBeUndefined()
    expect(taken(asWished(changes))).toBe(2)
  })
  it('leaves out what was undone', () => {
    const decision = { ...asWished(changes), status: { taken: false, value: 'for_review' } }
    expect(toChanges(changes, decision)).toEqual({ title: 'New' })
    expect(taken(decision)).toBe(1)
  })
  it('names all that is taken once one was altered', () => {
    const decision = { ...asWished(changes), title: { taken: true, value: 'Newer' } }
    expect(toChanges(changes, decision)).toEqual({ title: 'Newer', status: 'for_review' })
  })
})
