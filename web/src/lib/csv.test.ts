import { expect, it } from 'vitest'
import { cells, separatorOf } from './csv'

it('reads quoted cells with separators, quotes and line ends in them', () => {
  const text = 'number,title\r\nA-101,"Plan, level 1"\r\nA-102,"The ""old"" stair\nand ramp"\r\n'
  expect(cells(text, ',')).toEqual([
    ['number', 'title'],
    ['A-101', 'Plan, level 1'],
    ['A-102', 'The "old" stair\nand ramp'],
  ])
})
it('keeps empty cells and drops empty lines', () => {
  expect(cells('a;;c\n\n;b;\n', ';')).toEqual([
    ['a', '', 'c'],
    ['', 'b', ''],
  ])
})
it('finds the separator', () => {
  expect(separatorOf('a;b;c\n1,5;2,5;3\n')).toBe(';')
  expect(separatorOf('a\tb\n1\t2\n')).toBe('\t')
  expect(separatorOf('just words, one line')).toBe(',')
  expect(separatorOf('')).toBe(',')
})
it('reads no more rows than wanted', () => {
  expect(cells('a\nb\nc\n', ',', 2)).toEqual([['a'], ['b']])
})
it('comes to an end when a quote is never closed', () => {
  expect(cells('a,"b\nc', ',')).toEqual([['a', 'b\nc']])
})
