import { expect, it } from 'vitest'
import { becameOf } from './became'

const step = (status: 'pending' | 'completed' | 'skipped', workflow: 'active' | 'cancelled' | 'returned' | 'completed', answer?: 'return' | 'approve') =>
  becameOf({ status, workflow: { status: workflow }, assignees: [{ answer: answer ?? null }] })

it('does not say that a workflow went on which was stopped or sent back', () => {
  expect(step('skipped', 'cancelled')).toBe('stopped')
  expect(step('skipped', 'returned')).toBe('sentBack')
  expect(step('skipped', 'active')).toBe('skipped')
  expect(step('skipped', 'completed')).toBe('skipped')
})
it('says who gave it back rather than that it was passed over', () => {
  expect(step('skipped', 'returned', 'return')).toBe('returned')
  expect(step('skipped', 'active', 'return')).toBe('returned')
})
it('takes an answer for an answer, whatever the workflow came to', () => {
  expect(step('completed', 'cancelled', 'approve')).toBe('completed')
  expect(step('pending', 'active')).toBe('pending')
  expect(step('pending', 'cancelled')).toBe('neverReached')
})
