import { expect, it } from 'vitest'
import { exportColumns } from './columns'
import { isMoving, type Item, sumOf } from './files'

const item = (name: string, size: number, more: Partial<Item>): Item => ({ file: new File(['x'.repeat(size)], name), state: 'waiting', sent: 0, ...more })

it('adds up files on their way', () => {
  const items = [item('a', 10, { state: 'done' }), item('b', 20, { state: 'running', sent: 5 }), item('c', 5, { state: 'failed', error: 'Too big.' })]
  expect(sumOf(items)).toEqual({ count: 3, done: 1, bytes: 35, sent: 15, failed: [{ name: 'c', error: 'Too big.' }] })
  expect(isMoving(items)).toBe(true)
  expect(isMoving([])).toBe(false)
})
it('exports the columns on the screen under their own names', () => {
  expect(exportColumns(['title', 'rev', 'suitability', 'outside', 'more'])).toEqual(['number', 'title', 'rev', 'fields.suitability', 'outside'])
})
