import { expect, it } from 'vitest'
import { arranged, fitting, least, numberWidth, sized } from './columns'

const columns = [
  { key: 'number', width: '100px' },
  { key: 'title', width: 'minmax(200px, 1fr)' },
  { key: 'type', width: '120px', drop: 1 },
  { key: 'discipline', width: '120px', drop: 2 },
]
const keys = (room: number) => fitting(columns, room).map(({ key }) => key)

it('reads the least width of a track', () => {
  expect(least('120px')).toBe(120)
  expect(least('minmax(200px, 1fr)')).toBe(200)
})
it('leaves out what can be spared, the least important first', () => {
  expect(keys(540)).toEqual(['number', 'title', 'type', 'discipline'])
  expect(keys(500)).toEqual(['number', 'title', 'type'])
  expect(keys(310)).toEqual(['number', 'title'])
  expect(keys(100)).toEqual(['number', 'title'])
})
it('makes way for a column that wishes for more than its least', () => {
  const wishing = columns.map((column) => (column.key === 'title' ? { ...column, wish: 300 } : column))
  expect(fitting(wishing, 540).map(({ key }) => key)).toEqual(['number', 'title', 'type'])
})
it('keeps everything while the room is unknown', () => {
  expect(keys(0)).toHaveLength(4)
})
it('gives a number the room of the longest one, within reason', () => {
  expect(numberWidth(['A-1', 'QSB-ARC-DRG-0001'])).toBe('178px')
  expect(numberWidth(['x'.repeat(80)], true)).toBe('311px')
})

const choosable = [
  { key: 'number', width: '100px', pinned: 'start' as const },
  { key: 'title', width: '200px' },
  { key: 'type', width: '120px', drop: 1 },
  { key: 'zone', width: '120px', optional: true },
  { key: 'more', width: '52px', pinned: 'end' as const, drop: 1 },
]
const chosen = (keys: string[] | undefined) => arranged(choosable, keys).map(({ key }) => key)

it('shows the usual columns until some are chosen', () => {
  expect(chosen(undefined)).toEqual(['number', 'title', 'type', 'more'])
})
it('shows the chosen ones in their order, between those that always stand', () => {
  expect(chosen(['zone', 'title', 'gone', 'more'])).toEqual(['number', 'zone', 'title', 'more'])
  expect(chosen([])).toEqual(['number', 'more'])
})
it('does not leave out what was chosen where room is short', () => {
  expect(fitting(arranged(choosable, ['type', 'zone']), 10).map(({ key }) => key)).toEqual(['number', 'type', 'zone'])
})
it('gives a column the width that was dragged', () => {
  expect(sized(choosable, { title: 320 }).find(({ key }) => key === 'title')).toMatchObject({ width: '320px', wish: 320 })
})
