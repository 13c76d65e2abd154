// The geometry of looking at one page: a position and a scale, and what follows from them.
// Page coordinates are the page's own units; screen coordinates are CSS pixels.

export type Size = { width: number; height: number }
export type View = { x: number; y: number; scale: number }
export type Region = { x: number; y: number; width: number; height: number }

export const TILE = 768
const MARGIN = 16

export const limits = (page: Size, screen: Size) => {
  const whole = fitPage(page, screen).scale
  return { min: Math.min(whole / 2, 0.25), max: Math.max(whole * 64, 16) }
}

/** The page centred and whole. */
export function fitPage(page: Size, screen: Size): View {
  const scale = Math.max(
    Math.min((screen.width - 2 * MARGIN) / page.width, (screen.height - 2 * MARGIN) / page.height),
    0.001,
  )
  return settle({ x: 0, y: 0, scale }, page, screen)
}

/** As wide as the screen, from the top. */
export function fitWidth(page: Size, screen: Size): View {
  const scale = Math.max((screen.width - 2 * MARGIN) / page.width, 0.001)
  return settle({ x: MARGIN, y: MARGIN, scale }, page, screen)
}

/** Zooms so that the point under the pointer stays under the pointer. */
export function zoomAt(view: View, factor: number, at: { x: number; y: number }, page: Size, screen: Size): View {
  const { min, max } = limits(page, screen)
  const scale = Math.max(min, Math.min(max, view.scale * factor))
  const grow = scale / view.scale
  return settle({ x: at.x - (at.x - view.x) * grow, y: at.y - (at.y - view.y) * grow, scale }, page, screen)
}

export const pan = (view: View, dx: number, dy: number, page: Size, screen: Size): View =>
  settle({ ...view, x: view.x + dx, y: view.y + dy }, page, screen)

/** Keeps the page on the screen: centred where it is smaller, without gaps where it is larger. */
export function settle(view: View, page: Size, screen: Size): View {
  const along = (position: number, length: number, space: number) =>
    length + 2 * MARGIN <= space
      ? (space - length) / 2
      : Math.min(MARGIN, Math.max(space - length - MARGIN, position))
  return {
    scale: view.scale,
    x: along(view.x, page.width * view.scale, screen.width),
    y: along(view.y, page.height * view.scale, screen.height),
  }
}

/** Whether the view has reached the page's lower or upper end, so that scrolling on turns the page. */
export function atEnd(view: View, page: Size, screen: Size, direction: 1 | -1): boolean {
  const moved = pan(view, 0, -direction * 8, page, screen)
  return Math.abs(moved.y - view.y) < 0.5
}

export type Tile = { key: string; region: Region; level: number }

/**
 * The tiles that cover what is seen, nearest to the middle first. Levels are powers of two of pixels per
 * unit, so that a small change of scale reuses what has been drawn already.
 */
export function tilesInView(view: View, page: Size, screen: Size, ratio: number): Tile[] {
  const level = Math.ceil(Math.log2(view.scale * ratio) - 0.2)
  const density = 2 ** level
  const side = TILE / density
  const left = Math.max(0, -view.x / view.scale)
  const top = Math.max(0, -view.y / view.scale)
  const right = Math.min(page.width, (screen.width - view.x) / view.scale)
  const bottom = Math.min(page.height, (screen.height - view.y) / view.scale)
  if (right <= left || bottom <= top) return []
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 }
  const tiles: (Tile & { far: number })[] = []
  for (let row = Math.floor(top / side); row * side < bottom; row += 1) {
    for (let column = Math.floor(left / side); column * side < right; column += 1) {
      const region = {
        x: column * side,
        y: row * side,
        width: Math.min(side, page.width - column * side),
        height: Math.min(side, page.height - row * side),
      }
      const far = Math.hypot(region.x + side / 2 - middle.x, region.y + side / 2 - middle.y)
      tiles.push({ key: `${level}/${row}/${column}`, region, level, far })
    }
  }
  return tiles.sort((a, b) => a.far - b.far).map(({ key, region, level: of }) => ({ key, region, level: of }))
}
