import { expect, it } from 'vitest'
import { cleared, isFiltered, readSort, toCount, toFilter, writeSort } from './search'

it('turns the address into what the API wants', () => {
  expect(toFilter({ q: 'plan', mine: 'true', pending: 'no', sort: '-updated', open: 'doc_1' })).toEqual({
    q: 'plan',
    status: undefined,
    document_type: undefined,
    discipline: undefined,
    mine: true,
    pending: undefined,
    restricted: undefined,
    sort: '-updated',
  })
  expect(toCount({ sort: 'number' }).sort).toBeUndefined()
})
it('clears filters but keeps the order', () => {
  const search = { q: 'x', sort: 'title' }
  expect(isFiltered(search)).toBe(true)
  expect(isFiltered(cleared(search))).toBe(false)
  expect(cleared(search).sort).toBe('title')
})
it('reads and writes the order alike', () => {
  expect(writeSort(readSort('-number') ?? { key: '', descending: false })).toBe('-number')
  expect(readSort(undefined)).toBeUndefined()
})
