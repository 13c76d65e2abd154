import { expect, it } from 'vitest'
import { fold, foldText, spans } from './find'

const codes = (text: string) => Array.from(text, (letter) => letter.codePointAt(0) ?? 0)
const places = (page: string, query: string) => spans(fold(codes(page)), query).map(({ from, to }) => Array.from(page).slice(from, to).join(''))

it('finds words whatever their case and accents', () => {
  expect(places('Fußgängerbrücke, BRUCKE, brücke', 'brucke')).toEqual(['brücke', 'BRUCKE', 'brücke'])
})
it('finds a phrase across the end of a line', () => {
  expect(places('north\r\n abutment', 'North abutment')).toEqual(['north\r\n abutment'])
})
it('finds a word that a hyphen breaks over two lines', () => {
  expect(places('reinforce\ufffe\r\nment', 'reinforcement')).toEqual(['reinforce\ufffe\r\nment'])
})
it('counts places that stand side by side once each', () => {
  expect(places('aaaa', 'aa')).toEqual(['aa', 'aa'])
})
it('finds ligatures by their letters', () => {
  expect(places('the \ufb01nal \ufb02oor', 'floor')).toEqual(['\ufb02oor'])
})
it('finds characters of other scripts', () => {
  expect(places('配筋図 一階', '図')).toEqual(['図'])
})
it('finds nothing for a query of spaces', () => {
  expect(places('a b', '  ')).toEqual([])
  expect(foldText('  Deck   plan ')).toBe('deck plan')
})
