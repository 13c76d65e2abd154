import { expect, it } from 'vitest'
import { bytes, timeLeft } from './bytes'

it('shows sizes as a file manager does', () => {
  expect(bytes(0, 'en')).toBe('0 bytes')
  expect(bytes(999, 'en')).toBe('999 bytes')
  expect(bytes(4_200_000, 'en')).toBe('4.2 MB')
  expect(bytes(128_000_000, 'en')).toBe('128 MB')
})
it('says how long only when it knows', () => {
  expect(timeLeft(1000, 0, 'en')).toBeUndefined()
  expect(timeLeft(10_000, 1000, 'en')).toBe('10 sec')
  expect(timeLeft(600_000, 1000, 'en')).toBe('10 min')
})
