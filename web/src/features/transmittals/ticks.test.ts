import { expect, it } from 'vitest'
import { begin, draftOf, type Draft, type Named, type Sheet, stepOf, toEdit, toNew } from './draft'
import { isTicked, tally, tick } from './ticks'

const bo: Named = { kind: 'person', id: 'mem_1', name: 'Bo Lee', email: null, role: 'to', people: 1, missing: false }
const kim: Named = { kind: 'address', id: null, name: 'Kim Ode', email: 'k.ode@harbour.example', role: 'to', people: 1, missing: false }
const sheet = (id: string): Sheet => ({ document_id: id, number: id, title: '', revision_id: null, revision: '', status: '', warnings: [] })
const [one, two] = [sheet('doc_1'), sheet('doc_2')] as const
const draft: Draft = { ...begin('2026-11-22'), recipients: [bo, kim], documents: [one, two] }

it('ticks everything until somebody unticks it, a cell, a row or a column at a time', () => {
  expect(tally([bo, kim], [one, two])).toEqual({ of: 4, ticked: 4 })
  const cell = tick([bo, kim], [kim], [two], false)
  expect(cell.map((entry) => [isTicked(entry, one), isTicked(entry, two)])).toEqual([[true, true], [true, false]])
  expect(tally(cell, [two])).toEqual({ of: 2, ticked: 1 })
  expect(tally(tick(cell, cell, [two], false), [one, two])).toEqual({ of: 4, ticked: 2 })
  expect(tally(tick(cell, [kim], [one, two], false), [one, two])).toEqual({ of: 4, ticked: 2 })
  expect(tally(tick(cell, cell, [one, two], true), [one, two])).toEqual({ of: 4, ticked: 4 })
})
it('sends what is not ticked, and nothing of what is not sent', () => {
  const recipients = tick([bo, kim], [kim], [two], false)
  expect(toNew({ ...draft, recipients }).recipients?.[1]?.without).toEqual(['doc_2'])
  expect(toNew({ ...draft, recipients }).recipients?.[0]).not.toHaveProperty('without')
  expect(toNew({ ...draft, recipients, documents: [one] }).recipients?.[1]).not.toHaveProperty('without')
  expect(toEdit({ ...draft, recipients }, draft, 2)?.recipients?.[1]?.without).toEqual(['doc_2'])
})
it('keeps what a draft has kept, in any order', () => {
  const entry = { kind: 'address', id: null, name: 'Kim Ode', email: 'k.ode@harbour.example', role: 'to', people: 1, missing: false, without: ['doc_1', 'doc_2'] }
  const kept = draftOf({ ...draft, purpose: { id: 'for_review' }, recipients: [entry] } as unknown as Parameters<typeof draftOf>[0])
  expect(kept.recipients[0]?.without).toEqual(['doc_1', 'doc_2'])
  expect(toEdit({ ...kept, recipients: tick(tick(kept.recipients, kept.recipients, [one], true), kept.recipients, [one], false) }, kept, 1)).toBeUndefined()
})
it('leads to the grid where a document goes to nobody', () => {
  expect(stepOf('documents[0]', 'for_nobody')).toBe('recipients')
  expect(stepOf('recipients[1].without', 'required')).toBe('recipients')
})
