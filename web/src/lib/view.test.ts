import { describe, expect, it } from 'vitest'
import { atEnd, fitPage, fitWidth, pan, TILE, tilesInView, zoomAt } from './view'

const a0 = { width: 3370, height: 2384 }
const screen = { width: 1200, height: 800 }

describe('view', () => {
  it('fits the whole page, centred', () => {
    const view = fitPage(a0, screen)
    expect(a0.width * view.scale).toBeLessThanOrEqual(screen.width)
    expect(a0.height * view.scale).toBeLessThanOrEqual(screen.height)
    expect(view.x).toBeCloseTo((screen.width - a0.width * view.scale) / 2)
  })
  it('keeps the point under the pointer where it is', () => {
    const before = zoomAt(fitPage(a0, screen), 4, { x: 600, y: 400 }, a0, screen)
    const at = { x: 700, y: 300 }
    const point = (view: { x: number; scale: number }) => (at.x - view.x) / view.scale
    const after = zoomAt(before, 1.5, at, a0, screen)
    expect(point(after)).toBeCloseTo(point(before))
  })
  it('never loses the page, however far it is pushed', () => {
    const view = pan(zoomAt(fitPage(a0, screen), 8, { x: 0, y: 0 }, a0, screen), 1e9, -1e9, a0, screen)
    expect(view.x).toBeLessThanOrEqual(screen.width)
    expect(view.y + a0.height * view.scale).toBeGreaterThan(0)
  })
  it('notices the end of the page, where scrolling turns it', () => {
    const top = fitWidth({ width: 600, height: 3000 }, screen)
    expect(atEnd(top, { width: 600, height: 3000 }, screen, -1)).toBe(true)
    expect(atEnd(top, { width: 600, height: 3000 }, screen, 1)).toBe(false)
  })
})

describe('tilesInView', () => {
  it('covers all that is seen and little more', () => {
    const view = zoomAt(fitPage(a0, screen), 16, { x: 600, y: 400 }, a0, screen)
    const tiles = tilesInView(view, a0, screen, 2)
    expect(tiles.length).toBeGreaterThan(0)
    expect(tiles.length).toBeLessThan(40)
    const left = Math.min(...tiles.map((tile) => tile.region.x))
    expect(left * view.scale + view.x).toBeLessThanOrEqual(0)
    for (const tile of tiles) expect(tile.region.width * 2 ** tile.level).toBeLessThanOrEqual(TILE + 0.001)
  })
  it('reuses its tiles while the scale changes a little', () => {
    const view = zoomAt(fitPage(a0, screen), 3, { x: 600, y: 400 }, a0, screen)
    const keys = (scale: number) => tilesInView({ ...view, scale }, a0, screen, 1)[0]?.level
    expect(keys(view.scale)).toBe(keys(view.scale * 1.01))
  })
  it('asks for nothing when the page is not on the screen', () => {
    expect(tilesInView({ x: 5000, y: 0, scale: 1 }, a0, screen, 1)).toEqual([])
  })
})
