import { expect, it } from 'vitest'
import { decode, guessEncoding } from './decode'

const bytes = (...all: number[]) => new Uint8Array(all)
const utf8 = (text: string) => new TextEncoder().encode(text)

it('reads what most files are written in', () => {
  const file = utf8('Brücke; 図面\n')
  expect(guessEncoding(file)).toBe('utf-8')
  expect(decode(file, 'utf-8')).toBe('Brücke; 図面\n')
})
it('is not misled by a letter that the end cuts in two', () => {
  expect(guessEncoding(utf8('図面').subarray(0, 5))).toBe('utf-8')
})
it('reads files of old Windows programs', () => {
  const file = bytes(0x42, 0x72, 0xfc, 0x63, 0x6b, 0x65)
  expect(guessEncoding(file)).toBe('windows-1252')
  expect(decode(file, 'windows-1252')).toBe('Brücke')
})
it('knows sixteen bits a letter, with a mark and without', () => {
  expect(guessEncoding(bytes(0xff, 0xfe, 0x41, 0))).toBe('utf-16le')
  expect(guessEncoding(bytes(0xfe, 0xff, 0, 0x41))).toBe('utf-16be')
  expect(guessEncoding(bytes(0x41, 0, 0x42, 0, 0x43, 0, 0x44, 0))).toBe('utf-16le')
})
it('takes an empty file for what it is', () => {
  expect(guessEncoding(bytes())).toBe('utf-8')
})
