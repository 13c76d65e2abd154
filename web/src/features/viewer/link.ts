// What of the viewer stands in the address: page, zoom, middle, turn, and what is compared. An address is anybody's to
// write, so whatever makes no sense in it is left out.
import type { Fit } from './camera'
import type { Rotation } from './messages'

export type Point = { x: number; y: number }
export type Look = {
  /** From 0. */
  page: number
  zoom: Fit | number
  /** The middle of what is seen, in shares of the page's sides. */
  centre?: Point | undefined
  turn: Rotation
  /** The older revision beside this one. */
  compare?: string | undefined
  over?: boolean | undefined
  /** The page of the other revision, where it is not the same. */
  other?: number | undefined
  /** How far the other revision is moved to lie on this one, in units of its page. */
  shift?: Point | undefined
}

/** The names in the address. */
export type LookSearch = {
  page?: number | undefined
  zoom?: number | 'width' | undefined
  centre?: string | undefined
  turn?: number | undefined
  compare?: string | undefined
  over?: boolean | undefined
  other?: number | undefined
  shift?: string | undefined
}

export const FIRST_LOOK: Look = { page: 0, zoom: 'page', turn: 0 }

const number = (value: unknown): number | undefined => {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined
}
const whole = (value: unknown, least: number) => {
  const read = number(value)
  return read !== undefined && Number.isInteger(read) && read >= least && read <= 100_000 ? read : undefined
}
const point = (value: unknown): Point | undefined => {
  if (typeof value !== 'string') return undefined
  const [x, y, more] = value.split('_').map(number)
  return x === undefined || y === undefined || more !== undefined ? undefined : { x, y }
}
const share = (value: unknown): Point | undefined => {
  const read = point(value)
  return read && [read.x, read.y].every((part) => part >= 0 && part <= 1) ? read : undefined
}

/** Reads the address; unknown names and senseless values are dropped. */
export function lookSearch(search: Record<string, unknown>): LookSearch {
  const zoom = search['zoom'] === 'width' ? 'width' : number(search['zoom'])
  const turn = number(search['turn'])
  const compare = search['compare']
  const found: LookSearch = {
    page: whole(search['page'], 1),
    zoom: zoom === 'width' || (zoom !== undefined && zoom > 0) ? zoom : undefined,
    centre: share(search['centre']) && String(search['centre']),
    turn: turn === 90 || turn === 180 || turn === 270 ? turn : undefined,
    compare: typeof compare === 'string' && compare !== '' ? compare : undefined,
    over: search['over'] === true || search['over'] === 'true' ? true : undefined,
    other: whole(search['other'], 1),
    shift: point(search['shift']) && String(search['shift']),
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
}

export function readLook(search: LookSearch): Look {
  return {
    page: (search.page ?? 1) - 1,
    zoom: search.zoom === 'width' ? 'width' : search.zoom === undefined ? 'page' : search.zoom / 100,
    centre: share(search.centre),
    turn: ((search.turn ?? 0) / 90) as Rotation,
    compare: search.compare,
    over: search.over,
    other: search.other === undefined ? undefined : search.other - 1,
    shift: point(search.shift),
  }
}

const trim = (value: number, digits: number) => String(Number(value.toFixed(digits)))
const pair = ({ x, y }: Point, digits: number) => `${trim(x, digits)}_${trim(y, digits)}`

export function writeLook(look: Look): LookSearch {
  const fitted = look.zoom === 'page'
  const shift = look.shift && (look.shift.x !== 0 || look.shift.y !== 0) ? pair(look.shift, 1) : undefined
  return {
    page: look.page === 0 ? undefined : look.page + 1,
    zoom: look.zoom === 'page' ? undefined : look.zoom === 'width' ? 'width' : Number((look.zoom * 100).toFixed(1)),
    centre: fitted || !look.centre ? undefined : pair(look.centre, 4),
    turn: look.turn === 0 ? undefined : look.turn * 90,
    compare: look.compare,
    over: look.compare && look.over ? true : undefined,
    other: look.compare && look.other !== undefined ? look.other + 1 : undefined,
    shift: look.compare ? shift : undefined,
  }
}

/** Whether two looks have the same address. */
export const sameLook = (one: Look, other: Look) => JSON.stringify(writeLook(one)) === JSON.stringify(writeLook(other))
