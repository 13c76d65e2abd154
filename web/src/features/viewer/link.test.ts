import { expect, it } from 'vitest'
import { FIRST_LOOK, type Look, lookSearch, readLook, sameLook, writeLook } from './link'

it('leaves the address of the first look empty', () => {
  expect(Object.values(writeLook(FIRST_LOOK)).every((value) => value === undefined)).toBe(true)
  expect(readLook(lookSearch({}))).toEqual({ ...FIRST_LOOK })
})
it('brings back what it wrote', () => {
  const look: Look = {
    page: 41,
    zoom: 2.5,
    centre: { x: 0.25, y: 0.8125 },
    turn: 3,
    compare: 'r2',
    over: true,
    other: 40,
    shift: { x: -12.5, y: 3 },
  }
  expect(readLook(lookSearch(JSON.parse(JSON.stringify(writeLook(look))) as Record<string, unknown>))).toEqual(look)
})
it('drops what makes no sense', () => {
  const search = { page: -3, zoom: 'huge', centre: '2_0.5', turn: 45, compare: '', other: 1.5, shift: 'here', over: 'no' }
  expect(lookSearch(search)).toEqual({})
})
it('reads numbers that were typed as text', () => {
  expect(lookSearch({ page: '3', zoom: '150', turn: '90' })).toEqual({ page: 3, zoom: 150, turn: 90 })
})
it('says nothing of a comparison that is over', () => {
  expect(writeLook({ ...FIRST_LOOK, over: true, other: 3, shift: { x: 1, y: 1 } })).toEqual(writeLook(FIRST_LOOK))
})
it('tells looks apart as far as the address does', () => {
  const look = { ...FIRST_LOOK, zoom: 1.5, centre: { x: 0.5, y: 0.5 } }
  expect(sameLook(look, { ...look, centre: { x: 0.50001, y: 0.5 } })).toBe(true)
  expect(sameLook(look, { ...look, page: 1 })).toBe(false)
})
