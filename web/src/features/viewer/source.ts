// Where the viewer gets its pages from: a PDF that it reads by ranges, page images that the server drew,
// or one picture. All answer the same two questions: how large is each page, and what is in this part of it.
import type { Region, Size } from '~/lib/view'
import type { Found, Rotation } from './messages'
import { type Priority, Queue } from './queue'

export type Drawing = { page: number; region: Region; density: number; rotation: Rotation; whole: Size }
/** How much a drawing matters, and the end of the wish for it. */
export type Wish = { priority?: Priority; signal?: AbortSignal }

export type PageSource = {
  pages: Size[]
  /** Whether pages are measured in points of a sheet of paper, so that two of them can be laid one over the other. */
  paper: boolean
  /** Pixels per page unit beyond which nothing more is to be seen. */
  maxDensity: number
  draw: (drawing: Drawing, wish?: Wish) => Promise<ImageBitmap>
  /** Finds a text on a page; absent where there is no text to be had. */
  find?: (page: number, query: string, signal: AbortSignal) => Promise<Found>
  close: () => void
}

export class UnreadableError extends Error {
  /** `said` is a sentence of the server, shown as it is. */
  constructor(
    readonly reason: string,
    readonly said?: string,
  ) {
    super(reason)
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

export const turnedSize = (page: Size, rotation: Rotation): Size =>
  rotation % 2 === 0 ? page : { width: page.height, height: page.width }

/** The part of the turned page on which a part of the unturned page lies. */
export const turned = (region: Region, rotation: Rotation, page: Size): Region =>
  unturned(region, ((4 - rotation) % 4) as Rotation, turnedSize(page, rotation))

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
  if (!answer.ok) {
    // An answer that nobody reads would keep its connection.
    void answer.body?.cancel()
    throw new UnreadableError(answer.status === 404 ? 'missing' : answer.status === 503 ? 'busy' : 'undrawn')
  }
  return createImageBitmap(await answer.blob())
}

/** A raster image file: one page, as many units as pixels. */
export async function openPicture(url: string): Promise<PageSource> {
  const stop = new AbortController()
  const picture = await load(url, stop.signal)
  const page = { width: picture.width, height: picture.height }
  return {
    pages: [page],
    paper: false,
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
export const WHOLE_WIDTHS = [320, 960, 1600, 3200]
/** The widest picture that the server draws. */
const WIDEST = 4096
/** About 580 dots per inch of a page measured in points; beyond it there is nothing finer to see. */
const FINEST = 8
/** Pictures asked of the server at once; more would only wait there. */
const AT_ONCE = 2

/** The smallest width that is sharp enough, or the largest there is. */
export const widthFor = (widths: number[], wanted: number) =>
  widths.find((width) => width >= wanted) ?? widths.at(-1) ?? wanted

/** Page images drawn by the server, for people who may look but not download, and for what is too much for a browser. */
export function openServerPages({ pages, url }: ServerPages, { paper = true, maxDensity = FINEST } = {}): PageSource {
  const stop = new AbortController()
  const queue = new Queue(AT_ONCE)
  const draw = async (drawing: Drawing, signal: AbortSignal) => {
    const page = pages[drawing.page]
    if (!page) throw new UnreadableError('missing')
    const { region, whole, density } = drawing
    const all = region.width >= whole.width && region.height >= whole.height
    const shows = all ? { x: 0, y: 0, ...page } : unturned(region, drawing.rotation, page)
    const address = all
      ? url(drawing.page, widthFor(WHOLE_WIDTHS, page.width * density))
      : url(drawing.page, Math.max(16, Math.min(WIDEST, Math.round(shows.width * density))), {
          x: shows.x / page.width,
          y: shows.y / page.height,
          width: shows.width / page.width,
          height: shows.height / page.height,
        })
    const picture = await load(address, AbortSignal.any([signal, stop.signal]))
    try {
      return cut(picture, shows, page, drawing)
    } finally {
      picture.close()
    }
  }
  return {
    pages,
    paper,
    maxDensity,
    draw: (drawing, { priority = 'look', signal } = {}) => queue.add(priority, (given) => draw(drawing, given), signal),
    close: () => stop.abort(),
  }
}

/** A picture that the browser cannot read or may not fetch, drawn by the server. Its size is that of the widest drawing. */
export async function openServerPicture(url: ServerPages['url']): Promise<PageSource> {
  const whole = await load(url(0, WIDEST), new AbortController().signal)
  const page = { width: whole.width, height: whole.height }
  whole.close()
  // A picture narrower than the widest drawing has no finer parts.
  return openServerPages({ pages: [page], url }, { paper: false, maxDensity: page.width < WIDEST ? 1 : FINEST })
}

/** A page that takes longer than this here is left to the server from then on. */
const PATIENCE = 6_000

/**
 * A PDF read in the browser, with the server's help for pages that are too much for it: those that are damaged,
 * need more memory than there is, or take long.
 */
export function withHelp(pdf: PageSource, server: PageSource | undefined): PageSource {
  if (!server) return pdf
  const theirs = new Set<number>()
  /** Pages that the server does not draw either; they stay here, however long they take. */
  const ours = new Set<number>()
  return {
    ...pdf,
    draw: async (drawing, wish = {}) => {
      if (theirs.has(drawing.page)) {
        try {
          return await server.draw(drawing, wish)
        } catch (error) {
          if (!(error instanceof UnreadableError)) throw error
          theirs.delete(drawing.page)
          ours.add(drawing.page)
        }
      }
      const began = performance.now()
      try {
        const image = await pdf.draw(drawing, wish)
        const whole = drawing.region.width >= drawing.whole.width && drawing.region.height >= drawing.whole.height
        const slow = whole && wish.priority !== 'glance' && performance.now() - began > PATIENCE
        if (slow && !ours.has(drawing.page)) theirs.add(drawing.page)
        return image
      } catch (error) {
        if (!(error instanceof UnreadableError) || error.reason === 'closed') throw error
        const image = await server.draw(drawing, wish).catch(() => undefined)
        if (!image) throw error
        theirs.add(drawing.page)
        return image
      }
    },
    close: () => {
      pdf.close()
      server.close()
    },
  }
}
