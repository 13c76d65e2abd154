// What the viewer and its worker say to each other.
import type { Region, Size } from '~/lib/view'

export type Rotation = 0 | 1 | 2 | 3

/** One place where the searched text stands: a rectangle for each of its lines, on the unturned page. */
export type Hit = { rects: Region[] }
/** What a page holds of the searched text, and how many letters it has at all. */
export type Found = { hits: Hit[]; letters: number }

export type ToWorker =
  | { kind: 'open'; id: number; url: string; password: string }
  | { kind: 'draw'; id: number; page: number; region: Region; density: number; rotation: Rotation; whole: Size }
  | { kind: 'find'; id: number; page: number; query: string }
  /** Gives up the drawing of that id, if it is still under way. */
  | { kind: 'stop'; id: number }

export type FromWorker =
  | { kind: 'opened'; id: number; pages: Size[] }
  | { kind: 'drawn'; id: number; image: ImageBitmap }
  | ({ kind: 'found'; id: number } & Found)
  | { kind: 'failed'; id: number; reason: string }
