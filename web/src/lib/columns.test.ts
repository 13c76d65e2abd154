import { expect, it } from 'vitest'
import { fitting, least, numberWidth } from './columns'

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
  expect(numberWidth(['A-1', 'QSB-ARC-DRG-0001'])).toBe('180px')
  expect(numberWidth(['x'.repeat(80)], true)).toBe('314px')
})
