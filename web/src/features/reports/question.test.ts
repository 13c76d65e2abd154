import { expect, it } from 'vitest'
import type { Reports } from '~/api/types'
import { addressOf, asksTheSame, choosing, fromQuestion, placing, roomFor, toQuestion } from './question'

const named = (...keys: string[]) => keys.map((key) => ({ key, label: key }))
const count: Reports['metrics'][number] = { key: 'document_count', label: 'Documents', first: null, dimensions: named('status', 'discipline', 'zone') }
const byStatus = { ...count, key: 'document_by_status', first: 'status' }

it('asks what the address says, and stands in the address as it was asked', () => {
  const search = { metric: 'document_count', by: 'status|discipline', from: '2026-01-01', q: 'pier', status: 'draft|for_review', field: 'lot:L1', mine: 'true' }
  const question = toQuestion(search)
  expect(question).toEqual({
    metric: 'document_count',
    group_by: ['status', 'discipline'],
    from: '2026-01-01',
    to: null,
    query: { q: 'pier', status: ['draft', 'for_review'], field: ['lot:L1'], mine: true },
  })
  expect(question && fromQuestion(question)).toEqual(search)
  expect(question && fromQuestion(question, 'rpt_1').report).toBe('rpt_1')
})
it('asks nothing before it is said what is counted', () => {
  expect(toQuestion({ q: 'pier' })).toBeUndefined()
})
it('takes two addresses for one when they ask the same, whatever their order and their report', () => {
  expect(asksTheSame({ metric: 'm', by: 'status', q: 'a' }, { q: 'a', by: 'status', metric: 'm', report: 'rpt_1' })).toBe(true)
  expect(asksTheSame({ metric: 'm', by: 'status|zone' }, { metric: 'm', by: 'zone|status' })).toBe(false)
})
it('keeps of a question what another metric can hold', () => {
  expect(roomFor(count)).toEqual({ least: 1, most: 2 })
  expect(roomFor(byStatus)).toEqual({ least: 0, most: 1 })
  expect(choosing({ by: 'status|zone' }, byStatus).by).toBe('zone')
  expect(choosing({}, byStatus).by).toBeUndefined()
  expect(choosing({ by: 'gone' }, count).by).toBe('status')
})
it('lets no dimension stand twice', () => {
  expect(placing({}, ['status', 'zone'], 0, 'zone').by).toBe('zone')
  expect(placing({}, ['status', 'zone'], 1, null).by).toBe('status')
  expect(placing({}, ['status', 'zone'], 0, null).by).toBe('zone')
})
it('leads from a number to the list in the register', () => {
  const at = { org: 'harbour', project: 'prj_1' }
  expect(addressOf(at, { list: 'documents', query: { status: ['draft', 'for_review'], field: ['lot:L1'] } })).toBe(
    '/o/harbour/p/prj_1/register?status=draft%7Cfor_review&field=lot%3AL1',
  )
  expect(addressOf(at, { list: 'documents', query: {} })).toBe('/o/harbour/p/prj_1/register')
})
