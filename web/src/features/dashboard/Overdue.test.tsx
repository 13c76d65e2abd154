import { expect, it } from 'vitest'
import type { OverdueItem } from '~/api/types'
import { placeOf } from './Overdue'

const at = { org: 'harbour', project: 'prj_1' }
const step: OverdueItem = { kind: 'step', id: 'wfl_1', number: 'WF-001', title: 'Deck', step_id: 'stp_1', step_name: 'Check', person: 'Ana', company: '', mine: true, due_on: '2026-11-16', days: 7 }

it('leads to where the reader can do something about it', () => {
  expect(placeOf(at, step)).toBe('/o/harbour/p/prj_1/steps/stp_1')
  expect(placeOf(at, { ...step, mine: false })).toBe('/o/harbour/p/prj_1/workflows/wfl_1')
  expect(placeOf(at, { ...step, kind: 'acknowledgement', id: 'trn_1', step_id: null })).toBe('/o/harbour/p/prj_1/transmittals/trn_1')
})
