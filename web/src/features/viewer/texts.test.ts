import { expect, it } from 'vitest'
import { LONGEST, matches, pretty, textKind, toLines } from './texts'

it('knows text by its name, whatever type the server gave it', () => {
  expect(textKind('Readme.MD', 'application/octet-stream')).toBe('text')
  expect(textKind('bearings.csv', 'text/csv')).toBe('table')
  expect(textKind('site.json', 'application/octet-stream')).toBe('json')
  expect(textKind('notes', 'text/plain')).toBe('text')
  expect(textKind('model.dwg', 'image/vnd.dwg')).toBeUndefined()
})
it('numbers lines, whichever way they end', () => {
  expect(toLines('a\r\nb\rc\n')).toEqual([
    { number: 1, text: 'a' },
    { number: 2, text: 'b' },
    { number: 3, text: 'c' },
  ])
})
it('folds a line that is longer than any screen', () => {
  const lines = toLines('x'.repeat(LONGEST * 2 + 1))
  expect(lines.map(({ number, text }) => [number, text.length])).toEqual([
    [1, LONGEST],
    [undefined, LONGEST],
    [undefined, 1],
  ])
})
it('spreads JSON out and leaves alone what is none', () => {
  expect(pretty('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}')
  expect(pretty('{"a":')).toBe('{"a":')
})
it('finds every place, in order', () => {
  expect(matches([['Deck', 'deck deck'], ['pier']], 'DECK')).toEqual([
    { row: 0, cell: 0, from: 0, to: 4 },
    { row: 0, cell: 1, from: 0, to: 4 },
    { row: 0, cell: 1, from: 5, to: 9 },
  ])
  expect(matches([['a a a']], 'a', 2)).toHaveLength(2)
  expect(matches([['a']], ' ')).toEqual([])
})
