import { expect, it } from 'vitest'
import { startOfDay } from '~/lib/dates'
import { choosing, chosenOf, cleared, fieldsOf, isFiltered, readSort, toCount, toFilter, writeSort } from './search'
import { differs, fromView, toView } from './views'

it('turns the address into what the API wants', () => {
  expect(toFilter({ q: 'plan', status: 'draft|for_review', mine: 'true', pending: 'no', sort: '-updated', open: 'doc_1' })).toEqual({
    q: 'plan',
    status: ['draft', 'for_review'],
    mine: true,
    pending: undefined,
    restricted: undefined,
    sort: '-updated',
  })
  expect(toFilter({ zone: 'ZA|ZB', field: 'volume:V1|suitability:S3' })).toMatchObject({ zone: ['ZA', 'ZB'], field: ['volume:V1', 'suitability:S3'] })
  expect(toCount({ sort: 'number' }).sort).toBeUndefined()
  expect(toCount({ notice: 'ntf_1' })).toMatchObject({ notice: 'ntf_1' })
  expect(isFiltered({ notice: 'ntf_1' })).toBe(true)
})
it('asks whether something was issued or is in a workflow, or is not', () => {
  expect(toFilter({ issued: 'true', workflow: 'false' })).toMatchObject({ issued: true, workflow: false })
  expect(toFilter({ issued: 'perhaps' }).issued).toBeUndefined()
  const search = choosing(choosing({}, 'issued', ['true']), 'issued', ['true', 'false'])
  expect(search).toEqual({ issued: 'false' })
  expect([chosenOf(search, 'issued'), fieldsOf(search), toView(search, []).filters]).toEqual([['false'], ['issued'], { issued: ['false'] }])
  expect(choosing(search, 'issued', []).issued).toBeUndefined()
})
it('clears filters but keeps the order and the columns', () => {
  const search = { q: 'x', sort: 'title', cols: 'rev', view: 'vw_1' }
  expect(isFiltered(search)).toBe(true)
  expect(isFiltered(cleared(search))).toBe(false)
  expect(cleared(search)).toEqual({ sort: 'title', cols: 'rev' })
})
it('reads and writes the order alike', () => {
  expect(writeSort(readSort('-number') ?? { key: '', descending: false })).toBe('-number')
  expect(readSort(undefined)).toBeUndefined()
})
it('keeps the values of one field apart from those of another', () => {
  const search = choosing(choosing({ status: 'draft' }, 'volume', ['V1', 'V2']), 'suitability', ['S3: x'])
  expect(search).toEqual({ status: 'draft', field: 'volume:V1|volume:V2|suitability:S3: x' })
  expect(chosenOf(search, 'volume')).toEqual(['V1', 'V2'])
  expect(chosenOf(search, 'suitability')).toEqual(['S3: x'])
  expect(fieldsOf(search)).toEqual(['status', 'volume', 'suitability'])
  expect(choosing(choosing(search, 'volume', []), 'suitability', []).field).toBeUndefined()
  expect(choosing(search, 'zone', ['Zone A, north'])).toMatchObject({ zone: 'Zone A, north' })
  expect(chosenOf(choosing(search, 'status', ['draft', 'approved']), 'status')).toEqual(['draft', 'approved'])
})
it('keeps a view and finds it again, and knows when it was changed', () => {
  const search = { q: 'plan', status: 'draft|approved', field: 'zone:ZA', mine: 'true', sort: '-updated', open: 'doc_1', cols: 'rev|status' }
  const query = toView(search, ['rev', 'status'])
  expect(query).toEqual({
    q: 'plan',
    filters: { status: ['draft', 'approved'], field: ['zone:ZA'], mine: ['true'] },
    sort: '-updated',
    columns: ['rev', 'status'],
  })
  const shown = fromView('vw_1', query)
  expect(shown).toMatchObject({ view: 'vw_1', q: 'plan', status: 'draft|approved', field: 'zone:ZA', mine: 'true', cols: 'rev|status' })
  expect(differs({ ...shown, open: 'doc_2' }, query)).toBe(false)
  expect(differs({ ...shown, q: 'deck' }, query)).toBe(true)
  expect(differs({ ...shown, cols: 'status' }, query)).toBe(true)
})
it('asks for the days of a revision, in the days of whoever looks', () => {
  const search = choosing(choosing({}, 'accepted', ['2026-11-01..2026-11-30']), 'revision_date', ['..2026-10-31'])
  expect(search).toEqual({ accepted: '2026-11-01..2026-11-30', revision_date: '..2026-10-31' })
  expect(toFilter(search)).toMatchObject({
    accepted_from: startOfDay('2026-11-01'),
    accepted_before: startOfDay('2026-12-01'),
    revision_date_to: '2026-10-31',
  })
  expect(Object.keys(toFilter(search))).not.toContain('revision_date_from')
  expect(fieldsOf(search)).toEqual(['revision_date', 'accepted'])
  expect(fromView('vw_1', toView(search, [])) ).toMatchObject(search)
  expect(choosing(search, 'accepted', []).accepted).toBeUndefined()
})
it('asks for places and companies', () => {
  expect(toFilter({ area: 'North yard|Hall', received_from: 'com_1' })).toMatchObject({ area: ['North yard', 'Hall'], received_from: ['com_1'] })
})
