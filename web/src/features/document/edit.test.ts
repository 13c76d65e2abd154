import { describe, expect, it } from 'vitest'
import { changes } from './EditDialog'

describe('an edit', () => {
  const before = { title: 'Plan', tags: 'a, b', zone: 'Z1', wbs: '', 'fields.crew': 'A', 'fields.shift': '' }
  it('says only what differs, in the shape of the request', () => {
    expect(changes(before, { ...before, title: 'Plan B', 'fields.crew': 'C' })).toEqual({ title: 'Plan B', fields: { crew: 'C' } })
  })
  it('empties with null, and keeps an empty title for the server to refuse', () => {
    expect(changes(before, { ...before, title: '', zone: '', 'fields.crew': '' })).toEqual({ title: '', zone: null, fields: { crew: null } })
  })
  it('takes tags apart', () => {
    expect(changes(before, { ...before, tags: 'a,  c ,' })).toEqual({ tags: ['a', 'c'] })
  })
  it('is empty when nothing was touched', () => {
    expect(changes(before, { ...before })).toEqual({})
  })
})
