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

/** The part of the unturned page that a part of the turned page shows. */
export function unturned(region: Region, rotation: Rotation, page: Size): Region {
  const { x, y, width, height } = region
  switch (rotation) {
    case 0:
      return region
    case 1:
      return { x: y, y: page.height - x - width, width: height, height: width }
    case 2:
      return { x: page.width - x - width, y: page.height - y - height, width, height }
    case 3:
      return { x: page.width - y - height, y: x, width: height, height: width }
  }
}

/** Draws a picture of one part of a page into the asked part, turned as asked. */
function cut(picture: ImageBitmap, shows: Region, page: Size, drawing: Drawing): ImageBitmap {
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
  context.drawImage(picture, shows.x - page.width / 2, shows.y - page.height / 2, shows.width, shows.height)
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
    draw: (drawing) => Promise.resolve(cut(picture, { x: 0, y: 0, ...page }, page, drawing)),
    close: () => {
      stop.abort()
      picture.close()
    },
  }
}

export type ServerPages = {
  pages: Size[]
  /** Address of a picture of a part of a page, so many pixels wide; without a part, of the whole page. */
  url: (page: number, width: number, region?: Region) => string
}

/** Widths of whole-page pictures: few, so that the server and the browser can keep them. */
export const WHOLE_WIDTHS = [800, 1600, 3200]
/** About 580 dots per inch of a page measured in points; beyond it there is nothing finer to see. */
const FINEST = 8

/** The smallest width that is sharp enough, or the largest there is. */
export const widthFor = (widths: number[], wanted: number) =>
  widths.find((width) => width >= wanted) ?? widths.at(-1) ?? wanted

/** Page images drawn by the server, for people who may look but not download. */
export function openServerPages({ pages, url }: ServerPages): PageSource {
  const stop = new AbortController()
  return {
    pages,
    maxDensity: FINEST,
    draw: async (drawing) => {
      const page = pages[drawing.page]
      if (!page) throw new UnreadableError('missing')
      const { region, whole, density } = drawing
      const all = region.width >= whole.width && region.height >= whole.height
      const shows = all ? { x: 0, y: 0, ...page } : unturned(region, drawing.rotation, page)
      const address = all
        ? url(drawing.page, widthFor(WHOLE_WIDTHS, page.width * density))
        : url(drawing.page, Math.max(1, Math.round(shows.width * density)), {
            x: shows.x / page.width,
            y: shows.y / page.height,
            width: shows.width / page.width,
            height: shows.height / page.height,
          })
      const picture = await load(address, stop.signal)
      try {
        return cut(picture, shows, page, drawing)
      } finally {
        picture.close()
      }
    },
    close: () => stop.abort(),
  }
}
