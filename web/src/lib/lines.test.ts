import { expect, it } from 'vitest'
import { linesOf } from './lines'

const rows = [{ id: 'a', older: ['P02', 'P01'] }, { id: 'b', older: undefined }, { id: 'c', older: [] }]
const fold = (...open: string[]) => ({
  has: (row: { id: string }) => row.id !== 'c',
  open: new Set(open),
  lines: (row: { older: string[] | undefined }) => row.older,
})
const shown = (...open: string[]) =>
  linesOf(rows, (row) => row.id, fold(...open)).map((line) => (line.kind === 'child' ? `${line.id}:${line.child}` : `${line.kind}:${line.id}`))

it('is the rows while nothing is unfolded', () => {
  expect(shown()).toEqual(['row:a', 'row:b', 'row:c'])
})
it('puts what folds out right under its row, or one line while it loads', () => {
  expect(shown('a', 'b')).toEqual(['row:a', 'a:P02', 'a:P01', 'row:b', 'wait:b', 'row:c'])
})
it('does not unfold what has nothing', () => {
  expect(shown('c')).toEqual(['row:a', 'row:b', 'row:c'])
})
