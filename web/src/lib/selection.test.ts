import { expect, it } from 'vitest'
import { between, coverage, nothing, toggle, union, without } from './selection'

it('keeps what is not loaded', () => {
  const chosen = union(nothing, ['a', 'b', 'gone'])
  expect(without(chosen, ['a', 'b'])).toEqual(new Set(['gone']))
  expect(coverage(without(chosen, ['a', 'b']), ['a', 'b'])).toBe('some')
})
it('toggles without touching the old set', () => {
  const one = toggle(nothing, 'a')
  expect(nothing.size).toBe(0)
  expect(toggle(one, 'a').size).toBe(0)
})
it('reaches in both directions', () => {
  expect(between(['a', 'b', 'c', 'd'], 2, 0)).toEqual(['a', 'b', 'c'])
})
it('knows all, some and none', () => {
  expect(coverage(nothing, ['a'])).toBe('none')
  expect(coverage(new Set(['a']), ['a', 'b'])).toBe('some')
  expect(coverage(new Set(['a', 'b']), ['a', 'b'])).toBe('all')
})
