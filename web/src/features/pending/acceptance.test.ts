import { describe, expect, it } from 'vitest'
import type { Document, FormField, Submission } from '~/api/types'
import { type AcceptValues, beforeOf, errorsByRow, toAcceptance, toItem, toRow } from './acceptance'

const submission = (more: object = {}) =>
  ({
    document: { id: 'doc_1', number: '', title: 'Bolts', revision: { acceptance: 'pending' } },
    revision: { id: 'rev_1', code: 'A', status: 'pending', change_description: '' },
    proposed_number: 'NS-900',
    near: [],
    ...more,
  }) as unknown as Submission
const document = { title: 'Bolts', description: null, document_type: 'DRG', zone: 'Z1', fields: { trade: 'STEEL' } } as unknown as Document
const details = [...['document_type', 'zone', 'level'].map((key) => ({ key, built_in: true })), { key: 'trade', built_in: false }] as FormField[]
const before = beforeOf(submission(), document, details)
const values = (more: Record<string, string>): AcceptValues => ({ ...before, as: 'new', document_id: '', status: 'for_review', ...more }) as AcceptValues

describe('accepting', () => {
  it('sends only what was corrected', () => {
    expect(before).toMatchObject({ number: 'NS-900', zone: 'Z1', level: '', description: '' })
    expect(toAcceptance(values({}), before, false)).toEqual({ as: 'new', document_id: undefined, status: 'for_review' })
    expect(toAcceptance(values({ number: 'A-7', zone: '' }), before, false)).toMatchObject({ number: 'A-7', zone: '' })
  })
  it('sends the project’s own fields in their place', () => {
    expect(before['fields.trade']).toBe('STEEL')
    expect(toAcceptance(values({ 'fields.trade': 'GLASS' }), before, false)).toMatchObject({ fields: { trade: 'GLASS' } })
  })
  it('leaves the other document alone when it becomes a revision of it', () => {
    const asked = toAcceptance(values({ as: 'revision', document_id: 'doc_9', title: 'Other', revision: 'B' }), before, false)
    expect(asked).toEqual({ as: 'revision', document_id: 'doc_9', status: 'for_review', revision: 'B' })
  })
  it('corrects the document that a revision waits in, but for its number', () => {
    const asked = toAcceptance(values({ as: 'revision', title: 'Bolts, all', number: 'X' }), before, true)
    expect(asked).toEqual({ as: 'revision', document_id: undefined, status: 'for_review', title: 'Bolts, all' })
  })
})

describe('accepting many', () => {
  it('proposes a revision where the number is known, else a new document', () => {
    expect(toRow(submission())).toMatchObject({ as: 'new', number: 'NS-900' })
    const near = [{ document_id: 'doc_2', number: 'NS-900', title: 'Bolts', exact: true }]
    expect(toRow(submission({ near }))).toMatchObject({ as: 'revision', target: 'doc_2' })
    expect(toRow(submission({ document: { id: 'doc_2', number: 'NS-900', title: 'Bolts', revision: { acceptance: 'accepted' } }, near }))).toMatchObject({ as: 'revision', target: '' })
  })
  it('renumbers only what was renumbered', () => {
    const row = toRow(submission())
    expect(toItem(row, '').accept).toEqual({ as: 'new', document_id: undefined, number: undefined, status: undefined })
    expect(toItem({ ...row, number: ' A-7 ' }, 'for_review').accept).toMatchObject({ number: 'A-7', status: 'for_review' })
  })
  it('puts what is wrong to its row', () => {
    const rows = errorsByRow({ 'items[1].number': 'Taken.', 'items[1]': 'Decided.', reason: 'x' })
    expect([...rows]).toEqual([[1, ['Taken.', 'Decided.']]])
  })
})
