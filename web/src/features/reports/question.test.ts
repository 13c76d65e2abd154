import { expect, it } from 'vitest'
import type { Reports } from '~/api/types'
import { addressOf, asksTheSame, choosing, fromQuestion, narrowing, placing, roomFor, toQuestion } from './question'

const named = (...keys: string[]) => keys.map((key) => ({ key, label: key }))
const count: Reports['metrics'][number] = {
  key: 'document_count',
  label: 'Documents',
  first: null,
  dimensions: named('status', 'discipline', 'zone'),
  register: true,
  filters: [],
  days: 'Created',
}
const filter = (key: string) => ({ key, label: key, told_by: 'workflow_count', by: key })
const workflows = { ...count, key: 'workflow_count', dimensions: named('status', 'template'), register: false, filters: [filter('status'), filter('template')] }
const overdue = { ...workflows, key: 'overdue_register', dimensions: [], filters: [filter('company')], days: null }
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
it('narrows formal work by codes, whatever letters they have', () => {
  const search = narrowing(narrowing({ metric: 'overdue_register' }, 'company', ['Pier | Dock: Sons', '']), 'kind', ['step'])
  expect(search.only).toBe('company:Pier%20%7C%20Dock%3A%20Sons|company:|kind:step')
  expect(toQuestion(search)?.only).toEqual({ company: ['Pier | Dock: Sons', ''], kind: ['step'] })
  const question = toQuestion(search)
  expect(question && fromQuestion(question)).toEqual({ ...search, by: undefined, from: undefined, to: undefined })
  expect(narrowing(search, 'company', []).only).toBe('kind:step')
})
it('leaves behind what does not narrow another metric', () => {
  expect(choosing({ by: 'status', q: 'pier', discipline: 'STR', from: '2026-01-01' }, workflows)).toEqual({
    metric: 'workflow_count',
    by: 'status',
    from: '2026-01-01',
  })
  expect(choosing({ metric: 'workflow_count', by: 'status', from: '2026-01-01', only: 'status:active' }, overdue)).toEqual({ metric: 'overdue_register' })
  expect(roomFor(overdue)).toEqual({ least: 0, most: 0 })
})
it('leads from formal work to its own lists and pages', () => {
  const at = { org: 'harbour', project: 'prj_1' }
  expect(addressOf(at, { list: 'workflows', query: { status: ['active'] } })).toBe('/o/harbour/p/prj_1/workflows?status=active')
  expect(addressOf(at, { list: 'transmittals', query: {} })).toBe('/o/harbour/p/prj_1/transmittals?state=all')
  expect(addressOf(at, { list: 'workflow', query: { id: ['wfl_1'] } })).toBe('/o/harbour/p/prj_1/workflows/wfl_1')
})
