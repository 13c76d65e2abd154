import { expect, it } from 'vitest'
import type { Revision } from '~/api/types'
import { waysToShow } from './ways'

const at = { org: 'harbour', project: 'prj_1' }
function way(filename: string, media_type: string, caps: { view: boolean; download: boolean }, page_sizes: number[][] = []) {
  const found = waysToShow(at, 'doc_1', { id: 'rev_1', filename, media_type, caps, page_sizes } as unknown as Revision)
  return [found.kind, found.kind === 'pages' ? found.unsearchable : undefined]
}
const all = { view: true, download: true }
const looks = { view: true, download: false }
const a1 = [[2384, 1684]]

it('shows a PDF to both kinds of readers, and searches in it for those who may have the file', () => {
  expect(way('A-101.pdf', 'application/pdf', all, a1)).toEqual(['pages', undefined])
  expect(way('A-101.pdf', 'application/pdf', looks, a1)).toEqual(['pages', 'rights'])
})
it('shows a PDF too large for the server to whoever may have the file', () => {
  expect(way('big.pdf', 'application/pdf', all)).toEqual(['pages', undefined])
  expect(way('big.pdf', 'application/pdf', looks)).toEqual(['none', undefined])
})
it('shows pictures to both, also those that no browser reads', () => {
  for (const caps of [all, looks]) {
    expect(way('site.jpg', 'image/jpeg', caps)).toEqual(['pages', 'picture'])
    expect(way('scan.tif', 'image/tiff', caps)).toEqual(['pages', 'picture'])
  }
})
it('shows text, which is the file itself, only to those who may have it', () => {
  expect(way('piles.csv', 'text/csv', all)).toEqual(['text', undefined])
  expect(way('piles.csv', 'text/csv', looks)).toEqual(['none', undefined])
})
it('shows drawings and Office files as pages that the server makes, to both', () => {
  for (const caps of [all, looks]) {
    expect(way('A-101.dxf', 'image/vnd.dxf', caps)).toEqual(['pages', 'made'])
    expect(way('minutes.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', caps)).toEqual(['pages', 'made'])
    expect(way('areas.ods', 'application/vnd.oasis.opendocument.spreadsheet', caps)).toEqual(['pages', 'made'])
  }
})
it('shows nothing of other types, and nothing at all without the right to look', () => {
  expect(way('model.dwg', 'image/vnd.dwg', all)).toEqual(['none', undefined])
  expect(way('A-101.pdf', 'application/pdf', { view: false, download: false }, a1)).toEqual(['none', undefined])
})
