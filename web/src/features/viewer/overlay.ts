// Laying one sheet over another: how large the second is drawn, and how much of each is seen.
import type { Size } from '~/lib/view'
import type { Laid } from './painter'

/** What stands in one sheet alone; where both draw, the two dyes make black. */
export const DYES = { older: '#d4351c', newer: '#1769d2' }

/** Pages whose sides have the same proportion within this are prints of the same sheet. */
const ALIKE = 0.015

/** How much the newer page is enlarged to lie on the older. Sheets of paper keep their size unless one is a smaller print. */
export function growth(older: Size, newer: Size, paper: boolean): number {
  const shapes = [older, newer].map(({ width, height }) => width / height)
  const alike = Math.abs((shapes[0] ?? 1) / (shapes[1] ?? 1) - 1) < ALIKE
  return paper && !alike ? 1 : older.width / newer.width
}

/** The page that both lie on. */
export function union(older: Size, newer: Size, grow: number, shift: { x: number; y: number }): Size {
  return {
    width: Math.max(older.width, newer.width * grow + Math.max(0, shift.x)),
    height: Math.max(older.height, newer.height * grow + Math.max(0, shift.y)),
  }
}

/** `balance` goes from -1, the older alone, over 0, both, to 1, the newer alone. One sheet alone keeps its colours. */
export function layers(balance: number, grow: number, shift: { x: number; y: number }): { older: Laid; newer: Laid } {
  const alone = Math.abs(balance) >= 1
  return {
    older: { shift: { x: 0, y: 0 }, grow: 1, tint: alone ? undefined : DYES.older, fade: Math.max(0, balance) },
    newer: { shift, grow, tint: alone ? undefined : DYES.newer, fade: Math.max(0, -balance) },
  }
}
