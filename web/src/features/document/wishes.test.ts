import { describe, expect, it } from 'vitest'
import type { EditChange } from '~/api/types'
import { isUndone, wished } from './wishes'

const before = { number: 'A-1', revision: 'P01', title: 'Plan', description: '', document_type: 'DRG', discipline: '', status: 'draft' }

describe('wishes', () => {
  it('are what differs, without blanks around it', () => {
    expect(wished(before, before)).toEqual({})
    expect(wished(before, { ...before, title: ' Plan ', status: 'approved', description: ' All of it ' })).toEqual({
      status: 'approved',
      description: 'All of it',
    })
  })
  it('were left out when the request was approved without them', () => {
    const change: EditChange = { field: 'title', before: 'Plan', wished: 'Plans', current: 'Plan', moved: false, applied: null }
    expect(isUndone({ state: 'approved' }, change)).toBe(true)
    expect(isUndone({ state: 'approved' }, { ...change, applied: 'Plans' })).toBe(false)
    expect(isUndone({ state: 'open' }, change)).toBe(false)
    expect(isUndone({ state: 'rejected' }, change)).toBe(false)
  })
})
