import { expect, it } from 'vitest'
import { replaced, toCharacters, toUnits } from './characters'

it('counts as the server does, whatever the signs', () => {
  expect(toCharacters('a🏗b', 3)).toBe(2)
  expect(toUnits('a🏗b', 2)).toBe(3)
  expect(toUnits('ab', 9)).toBe(2)
})
it('puts a proposal in the place of what it completes', () => {
  expect(replaced('🏗 stat AND x', 2, 6, 'status:')).toEqual({ text: '🏗 status: AND x', caret: 10 })
})
