import { expect, it } from 'vitest'
import { adding, begin, type Draft, firstWrong, keyOf, type Named, readAddress, type Sheet, stepOf, toEdit, toNew, wrongAt } from './draft'

const person: Named = { kind: 'person', id: 'mem_1', name: 'Bo Lee', email: null, role: 'to', people: 1, missing: false }
const address: Named = { kind: 'address', id: null, name: 'Kim Ode', email: 'k.ode@harbour.example', role: 'cc', people: 1, missing: false }
const sheet: Sheet = { document_id: 'doc_1', number: 'A-101', title: 'Plan', revision_id: 'rev_1', revision: 'P01', status: 'draft', warnings: [] }
const draft: Draft = { ...begin('2026-11-22'), subject: 'First issue', purpose: 'for_review', recipients: [person, address], documents: [sheet] }

it('sends people by id and addresses by address', () => {
  expect(toNew(draft)).toEqual({
    subject: 'First issue',
    purpose: 'for_review',
    remarks: '',
    dated_on: '2026-11-22',
    recipients: [
      { kind: 'person', id: 'mem_1', role: 'to' },
      { kind: 'address', email: 'k.ode@harbour.example', name: 'Kim Ode', role: 'cc' },
    ],
    documents: [{ document_id: 'doc_1', revision_id: 'rev_1' }],
  })
})
it('sends only what changed, and clears a day with null', () => {
  expect(toEdit(draft, draft, 3)).toBeUndefined()
  const was = { ...draft, acknowledge_by: '2026-11-29' }
  expect(toEdit({ ...draft, subject: 'Second issue' }, was, 3)).toEqual({ version: 3, subject: 'Second issue', acknowledge_by: null })
})
it('sees a change of order, role and revision', () => {
  expect(toEdit({ ...draft, recipients: [address, person] }, draft, 1)?.recipients).toHaveLength(2)
  expect(toEdit({ ...draft, recipients: [{ ...person, role: 'cc' }, address] }, draft, 1)?.recipients?.[0]?.role).toBe('cc')
  expect(toEdit({ ...draft, documents: [{ ...sheet, revision_id: 'rev_2' }] }, draft, 1)?.documents?.[0]?.revision_id).toBe('rev_2')
})
it('does not see a change of what is only shown', () => {
  expect(toEdit({ ...draft, documents: [{ ...sheet, title: 'Ground floor' }] }, draft, 1)).toBeUndefined()
})
it('names nobody twice, whatever the case of an address', () => {
  expect(adding([address], [{ ...address, email: 'K.Ode@harbour.example' }, person, person], keyOf)).toEqual([address, person])
})
it('leads to the screen on which something is wrong', () => {
  expect(stepOf('documents[0].revision_id')).toBe('documents')
  expect(stepOf('access_ends_on')).toBe('recipients')
  expect(stepOf('confirm_restricted')).toBe('check')
  expect(firstWrong({ 'recipients[1].email': 'x', subject: 'y' })).toBe('documents')
  expect(firstWrong({})).toBeUndefined()
})
it('finds what is wrong with one row and not with the tenth', () => {
  const fields = { 'documents[1].revision_id': 'Withdrawn documents are not sent.' }
  expect(wrongAt(fields, 'documents', 1)).toBe('Withdrawn documents are not sent.')
  expect(wrongAt({ 'documents[10]': 'x' }, 'documents', 1)).toBeUndefined()
})
it.each([
  ['k.ode@harbour.example', 'k.ode@harbour.example', ''],
  ['k.ode@harbour.example Kim Ode', 'k.ode@harbour.example', 'Kim Ode'],
  ['Kim Ode <k.ode@harbour.example>', 'k.ode@harbour.example', 'Kim Ode'],
  ['"Ode, Kim" <k.ode@harbour.example>', 'k.ode@harbour.example', 'Ode, Kim'],
])('reads %s as an address', (text, email, name) => {
  expect(readAddress(text)).toEqual({ email, name })
})
it('takes a name for a name', () => {
  expect(readAddress('Kim Ode')).toBeUndefined()
  expect(readAddress('kim@')).toBeUndefined()
})
