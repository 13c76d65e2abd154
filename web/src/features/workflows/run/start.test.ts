import { beforeEach, expect, it } from 'vitest'
import type { FieldError } from '~/api/types'
import { anew, begin, choosing, elsewhere, forget, keep, problemsAt, restored, type Start, stepOf, toNew, wrongDocument } from './start'

const at = { org: 'tidewater', project: 'prj_1', account: 'acc_ann' }
const bo = { id: 'mem_1', name: 'Bo Reed' }
const problem = (field: string, detail: string): FieldError => ({ field, code: 'required', detail })
const chosen = (start: Start): Start => {
  const first = { ...start, ...choosing(start, '1.0', { hours: 24 }) }
  return { ...first, ...choosing(first, '0.1', { people: [bo] }) }
}
beforeEach(() => sessionStorage.clear())

it('sends what was chosen, with the revisions that were looked at', () => {
  const start = { ...chosen(begin('doc_1,doc_2,doc_1', 'wft_1')), title: 'Ground floor' }
  const body = toNew(start, 3, (document) => (document === 'doc_1' ? 'rev_1' : undefined))
  expect(body.documents).toEqual([
    { document_id: 'doc_1', revision_id: 'rev_1' },
    { document_id: 'doc_2', revision_id: null },
  ])
  expect(body).toMatchObject({ template_id: 'wft_1', template_version: 3, title: 'Ground floor', priority: 'medium' })
  expect(body.steps).toEqual([
    { stage: 1, step: 0, sla_hours: 24 },
    { stage: 0, step: 1, person_ids: ['mem_1'] },
  ])
  expect(body).not.toHaveProperty('number')
  expect(body).not.toHaveProperty('due_on')
})
it('sends the addresses of those who are invited, also beside what an older tab kept', () => {
  const start = begin('', 'wft_1')
  const invited = { ...start, ...choosing(start, '0.0', { emails: ['kim@example.org'] }) }
  expect(toNew(invited, undefined, () => undefined).steps).toEqual([{ stage: 0, step: 0, emails: ['kim@example.org'] }])
  const old = { ...start, choices: { '0.0': { people: [bo], hours: null } } } as unknown as Start
  expect(toNew(old, undefined, () => undefined).steps).toEqual([{ stage: 0, step: 0, person_ids: ['mem_1'] }])
})
it('says nothing of a step from which everybody was taken out again', () => {
  const start = begin('', 'wft_1')
  expect(toNew({ ...start, ...choosing(start, '0.0', { people: [] }) }, undefined, () => undefined).steps).toEqual([])
})
it('finds what stands against a step, whoever said so', () => {
  const start = chosen(begin('', 'wft_1'))
  const problems = [problem('stages[0].steps[1].assignment', 'Nobody holds it.'), problem('steps[1].person_ids[0]', 'They left.'), problem('steps[0].sla_hours', 'Too long.')]
  expect(problemsAt(problems, start, 0, 1)).toEqual(['Nobody holds it.', 'They left.'])
  expect(problemsAt(problems, start, 1, 0)).toEqual(['Too long.'])
  expect(problemsAt(problems, start, 0, 0)).toEqual([])
  expect(elsewhere([...problems, problem('title', 'Missing.')])).toHaveLength(1)
})
it('leads to the screen on which something is wrong', () => {
  expect(stepOf('template_id')).toBe('template')
  expect(stepOf('documents[0].revision_id')).toBe('details')
  expect(stepOf('stages[0].steps[0].assignment')).toBe('people')
})
it('finds what is wrong with one document and not with the tenth', () => {
  expect(wrongDocument({ 'documents[1].revision_id': 'x' }, 1)).toBe('x')
  expect(wrongDocument({ 'documents[10].revision_id': 'x' }, 1)).toBeUndefined()
})
it('outlives a page that is loaded anew, and begins anew with other documents', () => {
  const start = { ...begin('doc_1', 'wft_1'), title: 'Ground floor' }
  keep(at, start)
  expect(restored(at, 'doc_1', '')).toEqual(start)
  expect(restored(at, 'doc_2', '').title).toBe('')
  expect(restored({ ...at, project: 'prj_2' }, 'doc_1', '').title).toBe('')
  expect(restored({ ...at, account: 'acc_bo' }, 'doc_1', '').title).toBe('')
  forget(at)
  expect(restored(at, 'doc_1', '').title).toBe('')
})
it('keeps what was typed and drops who was chosen when the template is another', () => {
  keep(at, { ...chosen(begin('', 'wft_1')), title: 'Ground floor' })
  expect(restored(at, '', 'wft_2')).toMatchObject({ title: 'Ground floor', ...anew('wft_2') })
})
it('does not trip over what is no draft', () => {
  sessionStorage.setItem('wayleave.draft acc_ann workflow tidewater prj_1', '{')
  expect(restored(at, '', 'wft_1')).toEqual(begin('', 'wft_1'))
})
