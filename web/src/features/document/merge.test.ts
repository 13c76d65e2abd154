import { describe, expect, it } from 'vitest'
import type { Document, MergePreview } from '~/api/types'
import { isClear, newest, suggested, toOrder } from './merge'

const document = (id: string, uploaded_at: string) =>
  ({ id, version: 3, revision: { id: `rev_${id}` }, revisions: [{ id: `rev_${id}`, uploaded_at }] }) as unknown as Document
const one = document('1', '2026-01-01T00:00:00Z')
const two = document('2', '2026-02-01T00:00:00Z')

describe('a merge', () => {
  it('asks nothing before there are two documents and a number that stays', () => {
    expect(toOrder([one], { target: '1', latest: '', codes: {} })).toBeUndefined()
    expect(toOrder([one, two], { target: '9', latest: '', codes: {} })).toBeUndefined()
  })
  it('takes the newest revision as current unless told otherwise', () => {
    expect(newest([one, two])).toBe('rev_2')
    expect(toOrder([one, two], { target: '1', latest: '', codes: { rev_2: ' ' } })).toEqual({
      target_id: '1',
      source_ids: ['2'],
      latest_revision_id: 'rev_2',
      codes: {},
      versions: { '1': 3, '2': 3 },
    })
    expect(toOrder([one, two], { target: '2', latest: 'rev_1', codes: { rev_1: 'P09' } })).toMatchObject({
      source_ids: ['1'],
      latest_revision_id: 'rev_1',
      codes: { rev_1: 'P09' },
    })
  })
  it('is clear when nothing collides and nothing is refused', () => {
    const collision = { revision_id: 'rev_2', code: 'P01', with_revision_id: 'rev_1', suggested: 'P01-2' }
    const preview = { collisions: [collision], problems: [] } as unknown as MergePreview
    expect(isClear(undefined)).toBe(false)
    expect(isClear(preview)).toBe(false)
    expect(isClear({ ...preview, collisions: [] })).toBe(true)
    expect(suggested(preview, {})).toEqual({ rev_2: 'P01-2' })
    expect(suggested(preview, { rev_2: 'X' })).toEqual({ rev_2: 'X' })
  })
})
