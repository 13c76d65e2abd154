import { expect, it, vi } from 'vitest'
import { Camera } from './camera'

const sheet = { width: 3370, height: 2384 }
const screen = { width: 1200, height: 800 }
function camera() {
  const made = new Camera()
  made.setPage(sheet)
  made.setScreen(screen)
  return made
}

it('shows the same spot on a screen of another size', () => {
  const desk = camera()
  desk.go({ zoom: 2, centre: { x: 0.3, y: 0.7 } })
  const phone = new Camera()
  phone.setPage(sheet)
  phone.go(desk.spot())
  phone.setScreen({ width: 390, height: 600 })
  const spot = phone.spot()
  expect(spot.zoom).toBe(2)
  expect(spot.centre?.x).toBeCloseTo(0.3)
  expect(spot.centre?.y).toBeCloseTo(0.7)
})
it('stays where it is when the screen changes', () => {
  const one = camera()
  one.go({ zoom: 3, centre: { x: 0.4, y: 0.6 } })
  one.setScreen({ width: 600, height: 900 })
  expect(one.spot().centre?.x).toBeCloseTo(0.4)
})
it('keeps a page fitted through screens and pages until somebody zooms', () => {
  const one = camera()
  expect(one.spot()).toEqual({ zoom: 'page' })
  one.setPage({ width: 595, height: 842 })
  expect(one.spot()).toEqual({ zoom: 'page' })
  one.zoom(1.25)
  expect(one.spot().zoom).not.toBe('page')
})
it('begins the next page at its top and the one before at its bottom', () => {
  const one = camera()
  one.go({ zoom: 1, centre: { x: 0.5, y: 0.5 } })
  one.setPage(sheet)
  expect(one.atEnd(-1)).toBe(true)
  one.setPage(sheet, 'bottom')
  expect(one.atEnd(1)).toBe(true)
})
it('brings a found word into sight and makes it large enough to read', () => {
  const one = camera()
  one.reveal({ x: 3000, y: 2200, width: 40, height: 6 })
  const { x, y, scale } = one.view
  expect(6 * scale).toBeGreaterThanOrEqual(12)
  expect(x + 3000 * scale).toBeGreaterThan(0)
  expect(x + 3040 * scale).toBeLessThan(screen.width)
  expect(y + 2206 * scale).toBeLessThan(screen.height)
  const before = one.view
  one.reveal({ x: 3000, y: 2200, width: 40, height: 6 })
  expect(one.view).toBe(before)
})
it('never goes beyond the limits of zoom that an address may ask for', () => {
  const one = camera()
  one.go({ zoom: 1e9, centre: { x: 9, y: -9 } })
  expect(Number.isFinite(one.view.x)).toBe(true)
  expect(one.view.scale).toBeLessThan(100)
})
it('tells those who follow, until they stop', () => {
  const one = camera()
  const told = vi.fn()
  const stop = one.follow(told)
  one.zoom(2)
  stop()
  one.zoom(2)
  expect(told).toHaveBeenCalledTimes(1)
})
