import { expect, it } from 'vitest'
import { spoken } from './words'

it('says codes in words', () => {
  expect(spoken('guest_share.revoked')).toBe('Guest share revoked')
  expect(spoken('')).toBe('')
})
