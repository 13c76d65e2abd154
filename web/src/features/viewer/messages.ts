// What the viewer and its worker say to each other.
import type { Region, Size } from '~/lib/view'

export type Rotation = 0 | 1 | 2 | 3

export type ToWorker =
  | { kind: 'open'; id: number; url: string; password: string }
  | { kind: 'draw'; id: number; page: number; region: Region; density: number; rotation: Rotation; whole: Size }

export type FromWorker =
  | { kind: 'opened'; id: number; pages: Size[] }
  | { kind: 'drawn'; id: number; image: ImageBitmap }
  | { kind: 'failed'; id: number; reason: string }
