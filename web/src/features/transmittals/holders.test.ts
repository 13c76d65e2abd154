import { expect, it } from 'vitest'
import type { Holder } from '~/api/types'
import { holderKey, lacking, lasts, toSend } from './holders'

const way = { kind: 'transmittal', label: 'TRN-001', id: 'trn_1', since: '2026-11-01T10:00:00Z', ends_at: '2026-12-01T10:00:00Z' }
const ed: Holder = { person: { id: 'mem_1', name: 'Ed Forge', company: null, outside: true }, name: 'Ed Forge', email: null, has_current: false, ways: [way] }
const kim: Holder = { person: null, name: 'Kim Ode', email: 'k.ode@harbour.example', has_current: false, ways: [way] }
const link: Holder = { person: null, name: 'For the jetty', email: null, has_current: false, ways: [{ ...way, kind: 'guest_share', id: 'shr_1' }] }
const document = { id: 'doc_1', number: 'A-101', title: 'Ground floor' }
const about = { revision: 'P01', current: 'P02', current_id: 'rev_2' }

it('chooses at first whoever lacks the current revision and can be written to', () => {
  const rows = [ed, kim, link, { ...ed, person: { id: 'mem_2', name: 'Bo', company: null, outside: false }, has_current: true }]
  expect([...lacking(rows)]).toEqual(['mem_1', 'k.ode@harbour.example'])
  expect(rows.map(holderKey)).toEqual(['mem_1', 'k.ode@harbour.example', 'shr_1', 'mem_2'])
})

it('sends the current revision to all of them, and to nobody who has no address', () => {
  const carried = toSend(document, about, [ed, kim])
  expect(carried?.documents).toMatchObject([{ document_id: 'doc_1', revision_id: 'rev_2', revision: 'P02' }])
  expect(carried?.recipients).toMatchObject([{ kind: 'person', id: 'mem_1' }, { kind: 'address', email: 'k.ode@harbour.example' }])
  expect(toSend(document, about, [ed, link])).toBeUndefined()
  expect(toSend(document, about, [])).toBeUndefined()
})

it('says until when the last of the ways opens it', () => {
  const now = Date.parse('2026-11-20T10:00:00Z')
  const later = { ...way, ends_at: '2026-12-05T10:00:00Z' }
  expect(lasts({ ...ed, ways: [later, way] }, now)).toEqual({ ends_at: later.ends_at, over: false })
  expect(lasts({ ...ed, ways: [{ ...way, ends_at: null }, way] }, now)).toEqual({ ends_at: null, over: false })
  expect(lasts({ ...ed, ways: [{ ...way, ends_at: '2026-11-10T10:00:00Z' }] }, now).over).toBe(true)
})
