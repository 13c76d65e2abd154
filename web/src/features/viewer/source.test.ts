import { expect, it } from 'vitest'
import { unturned, widthFor } from './source'

const page = { width: 200, height: 100 }

it('finds the part of the page that a part of the turned page shows', () => {
  const corner = { x: 0, y: 0, width: 10, height: 20 }
  expect(unturned(corner, 0, page)).toEqual(corner)
  expect(unturned(corner, 1, page)).toEqual({ x: 0, y: 90, width: 20, height: 10 })
  expect(unturned(corner, 2, page)).toEqual({ x: 190, y: 80, width: 10, height: 20 })
  expect(unturned(corner, 3, page)).toEqual({ x: 180, y: 0, width: 20, height: 10 })
})
it('asks for the smallest picture that is sharp enough', () => {
  expect(widthFor([800, 1600], 900)).toBe(1600)
  expect(widthFor([800, 1600], 5000)).toBe(1600)
})
