// Where the viewer gets its pages from: a PDF that it reads by ranges, page images that the server drew,
// or one picture. All three answer the same two questions: how large is each page, and what is in this part of it.
import type { Region, Size } from '~/lib/view'
import type { FromWorker, Rotation, ToWorker } from './messages'

export type Drawing = { page: number; region: Region; density: number; rotation: Rotation; whole: Size }

export type PageSource = {
  pages: Size[]
  /** Pixels per page unit beyond which nothing more is to be seen. */
  maxDensity: number
  draw: (drawing: Drawing) => Promise<ImageBitmap>
  close: () => void
}

export class UnreadableError extends Error {
  constructor(readonly reason: string) {
    super(reason)
  }
}

/** Opens a PDF in a worker. */
export async function openPdf(url: string, password = ''): Promise<PageSource> {
  const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), { type: 'module' })
  const waiting = new Map<number, { resolve: (answer: FromWorker) => void; reject: (error: Error) => void }>()
  let next = 0
  const failAll = (reason: string) => {
    for (const { reject } of waiting.values()) reject(new UnreadableError(reason))
    waiting.clear()
  }
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    const entry = waiting.get(data.id)
    waiting.delete(data.id)
    if (data.kind === 'failed') entry?.reject(new UnreadableError(data.reason))
    else if (entry) entry.resolve(data)
    else if (data.kind === 'drawn') data.image.close()
  }
  worker.onerror = () => failAll('unreadable')
  const ask = <Kind extends FromWorker['kind']>(message: ToWorker) =>
    new Promise<Extract<FromWorker, { kind: Kind }>>((resolve, reject) => {
      waiting.set(message.id, { resolve: resolve as (answer: FromWorker) => void, reject })
      worker.postMessage(message)
    })
  try {
    const { pages } = await ask<'opened'>({ kind: 'open', id: next++, url, password })
    return {
      pages,
      maxDensity: Infinity,
      draw: async (drawing) => (await ask<'drawn'>({ kind: 'draw', id: next++, ...drawing })).image,
      close: () => {
        failAll('closed')
        worker.terminate()
      },
    }
  } catch (error) {
    worker.terminate()
    throw error
  }
}

/** Draws a whole-page picture into the asked part, turned as asked. */
export async function cut(picture: ImageBitmap, page: Size, drawing: Drawing): Promise<ImageBitmap> {
  const { region, density, rotation, whole } = drawing
  const width = Math.max(1, Math.round(region.width * density))
  const height = Math.max(1, Math.round(region.height * density))
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) throw new UnreadableError('memory')
  context.imageSmoothingQuality = 'high'
  context.translate(-region.x * density, -region.y * density)
  context.scale(density, density)
  context.translate(whole.width / 2, whole.height / 2)
  context.rotate((rotation * Math.PI) / 2)
  context.drawImage(picture, -page.width / 2, -page.height / 2, page.width, page.height)
  return canvas.transferToImageBitmap()
}

async function load(url: string, signal: AbortSignal): Promise<ImageBitmap> {
  const answer = await fetch(url, { credentials: 'same-origin', signal })
  if (!answer.ok) throw new UnreadableError(answer.status === 404 ? 'missing' : 'unreadable')
  return createImageBitmap(await answer.blob())
}

/** A raster image file: one page, as many units as pixels. */
export async function openPicture(url: string): Promise<PageSource> {
  const stop = new AbortController()
  const picture = await load(url, stop.signal)
  const page = { width: picture.width, height: picture.height }
  return {
    pages: [page],
    maxDensity: 1,
    draw: (drawing) => cut(picture, page, drawing),
    close: () => {
      stop.abort()
      picture.close()
    },
  }
}

export type ServerPages = {
  pages: Size[]
  /** Widths in pixels at which the server draws a page, ascending. */
  widths: number[]
  url: (page: number, width: number) => string
}

/** The smallest width that is sharp enough, or the largest there is. */
export const widthFor = (widths: number[], wanted: number) =>
  widths.find((width) => width >= wanted) ?? widths.at(-1) ?? wanted

/** Page images drawn by the server, for people who may look but not download. */
export function openServerPages({ pages, widths, url }: ServerPages): PageSource {
  const stop = new AbortController()
  const held = new Map<string, Promise<ImageBitmap>>()
  const picture = (page: number, width: number) => {
    const key = `${page}/${width}`
    let promise = held.get(key)
    if (promise) held.delete(key)
    else {
      promise = load(url(page, width), stop.signal)
      promise.catch(() => held.delete(key))
    }
    held.set(key, promise)
    for (const [oldest, old] of held) {
      if (held.size <= 6) break
      held.delete(oldest)
      void old.then(
        (image) => image.close(),
        () => undefined,
      )
    }
    return promise
  }
  const widest = widths.at(-1) ?? 1
  return {
    pages,
    maxDensity: Math.max(...pages.map((page) => widest / page.width)),
    draw: async (drawing) => {
      const page = pages[drawing.page]
      if (!page) throw new UnreadableError('missing')
      return cut(await picture(drawing.page, widthFor(widths, page.width * drawing.density)), page, drawing)
    },
    close: () => stop.abort(),
  }
}
