import { expect, it } from 'vitest'
import { growth, layers, union } from './overlay'

const a1 = { width: 2384, height: 1684 }
const a3 = { width: 1191, height: 842 }

it('lays a smaller print of the same sheet over it at the same size', () => {
  expect(growth(a1, a3, true)).toBeCloseTo(2384 / 1191)
})
it('keeps sheets of different shapes at their own size', () => {
  expect(growth(a1, { width: 595, height: 842 }, true)).toBe(1)
})
it('makes pictures as wide as each other', () => {
  expect(growth({ width: 4000, height: 3000 }, { width: 1000, height: 400 }, false)).toBe(4)
})
it('makes room for a sheet that was moved', () => {
  expect(union(a1, a1, 1, { x: 100, y: -40 })).toEqual({ width: 2484, height: 1684 })
})
it('dyes both sheets, and neither when it is seen alone', () => {
  const shift = { x: 3, y: 4 }
  const both = layers(0, 1, shift)
  expect([both.older.fade, both.newer.fade]).toEqual([0, 0])
  expect(both.older.tint).not.toBe(both.newer.tint)
  expect(both.newer.shift).toEqual(shift)
  const newer = layers(1, 1, shift)
  expect(newer.older.fade).toBe(1)
  expect(newer.newer.tint).toBeUndefined()
})
