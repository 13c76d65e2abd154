// Draws a small picture of the whole page at once and sharp tiles over it as they arrive. One tile is asked for at a
// time, always the one that matters most at that moment, so zooming and panning over a huge sheet never waits for
// tiles nobody looks at any more.
import { type Region, type Size, type Tile, tilesInView, type View } from '~/lib/view'
import type { Camera } from './camera'
import type { Rotation } from './messages'
import { type PageSource, turned, turnedSize } from './source'

const TILES_KEPT = 64
const BASE_PIXELS = 1_200_000
/** Over found words, and over the one that is gone to. */
const [MARK, HERE] = ['rgba(255, 208, 0, 0.4)', 'rgba(255, 106, 0, 0.5)']

type Drawn = { image: ImageBitmap; tile: Tile }
/** How a page lies on the camera's page, and how it is dyed. */
export type Laid = { shift: { x: number; y: number }; grow: number; tint?: string | undefined; fade: number }
export type Marks = { found: Region[]; here: Region[] }

export class Painter {
  laid: Laid = { shift: { x: 0, y: 0 }, grow: 1, fade: 0 }
  /** What surrounds the page; follows the theme. */
  ground = '#f4f4f5'
  marks: Marks = { found: [], here: [] }
  onError: (error: unknown) => void = () => undefined
  onDrawn: () => void = () => undefined
  private page: Size = { width: 1, height: 1 }
  private index = -1
  private rotation: Rotation = 0
  private base: ImageBitmap | undefined
  private tiles = new Map<string, Drawn>()
  private stop = new AbortController()
  private underway: { key: string; stop: AbortController } | undefined
  private frame = 0
  private failed = new Set<string>()
  private readonly leave: () => void

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly source: PageSource,
    private readonly camera: Camera,
  ) {
    this.leave = camera.follow(() => this.schedule())
  }

  show(index: number, rotation: Rotation) {
    if (index === this.index && rotation === this.rotation) return
    this.index = index
    this.rotation = rotation
    this.page = turnedSize(this.source.pages[index] ?? { width: 1, height: 1 }, rotation)
    this.stop.abort()
    this.stop = new AbortController()
    this.forget()
    this.schedule()
  }

  resize() {
    const ratio = window.devicePixelRatio || 1
    this.canvas.width = Math.round(this.camera.screen.width * ratio)
    this.canvas.height = Math.round(this.camera.screen.height * ratio)
    this.schedule()
  }

  schedule() {
    if (this.frame) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      this.paint()
      void this.next()
    })
  }

  private get view(): View {
    const { x, y, scale } = this.camera.view
    const { shift, grow } = this.laid
    return { x: x + shift.x * scale, y: y + shift.y * scale, scale: scale * grow }
  }

  private wanted(): Tile[] {
    const ratio = window.devicePixelRatio || 1
    return tilesInView(this.view, this.page, this.camera.screen, ratio).filter(
      (tile) => 2 ** (tile.level - 1) < this.source.maxDensity,
    )
  }

  private job() {
    const density = Math.sqrt(BASE_PIXELS / (this.page.width * this.page.height))
    if (this.base === undefined && !this.failed.has('base')) {
      return { key: 'base', region: { x: 0, y: 0, ...this.page }, density, tile: undefined }
    }
    const missing = this.wanted().find((tile) => !this.tiles.has(tile.key) && !this.failed.has(tile.key))
    return missing && 2 ** missing.level > density
      ? { key: missing.key, region: missing.region, density: 2 ** missing.level, tile: missing }
      : undefined
  }

  private async next() {
    if (this.index < 0 || this.camera.screen.width === 0) return
    if (this.underway) {
      // What has left the screen while it was being drawn is given up for what is there now.
      const { key, stop } = this.underway
      if (key !== 'base' && !this.wanted().some((tile) => tile.key === key)) stop.abort()
      return
    }
    const job = this.job()
    if (!job) return
    const given = this.stop.signal
    const mine = { key: job.key, stop: new AbortController() }
    this.underway = mine
    try {
      const image = await this.source.draw(
        { page: this.index, region: job.region, density: job.density, rotation: this.rotation, whole: this.page },
        { signal: AbortSignal.any([given, mine.stop.signal]) },
      )
      if (given.aborted) image.close()
      else if (job.tile) this.keep(job.tile, image)
      else this.base = image
      if (!given.aborted && !job.tile) this.onDrawn()
    } catch (error) {
      if (!given.aborted && !mine.stop.signal.aborted) {
        this.failed.add(job.key)
        if (!job.tile) this.onError(error)
      }
    } finally {
      if (this.underway === mine) this.underway = undefined
      this.schedule()
    }
  }

  private keep(tile: Tile, image: ImageBitmap) {
    this.tiles.set(tile.key, { image, tile })
    if (this.tiles.size <= TILES_KEPT) return
    const needed = new Set(this.wanted().map(({ key }) => key))
    for (const [key, drawn] of this.tiles) {
      if (this.tiles.size <= TILES_KEPT) break
      if (needed.has(key)) continue
      drawn.image.close()
      this.tiles.delete(key)
    }
  }

  private paint() {
    const context = this.canvas.getContext('2d', { alpha: false })
    if (!context) return
    const ratio = window.devicePixelRatio || 1
    const { x, y, scale } = this.view
    const { screen } = this.camera
    const page = { x, y, width: this.page.width * scale, height: this.page.height * scale }
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.fillStyle = this.ground
    context.fillRect(0, 0, screen.width, screen.height)
    fill(context, page, '#ffffff')
    context.imageSmoothingEnabled = true
    context.imageSmoothingQuality = 'low'
    const wanted = this.wanted()
    const complete = wanted.length > 0 && wanted.every(({ key }) => this.tiles.has(key))
    if (this.base && !complete) context.drawImage(this.base, page.x, page.y, page.width, page.height)
    // Coarse tiles first, so that the sharpest end up on top; when those cover all, nothing else is drawn.
    const shown = complete
      ? wanted.flatMap(({ key }) => this.tiles.get(key) ?? [])
      : [...this.tiles.values()].filter(({ tile }) => this.onScreen(tile)).sort((a, b) => a.tile.level - b.tile.level)
    for (const { image, tile } of shown) {
      const { region } = tile
      context.drawImage(image, x + region.x * scale, y + region.y * scale, region.width * scale, region.height * scale)
    }
    this.dye(context, page)
    this.mark(context, this.marks.found, MARK)
    this.mark(context, this.marks.here, HERE)
  }

  /** Black becomes the tint and white stays white; then all of it fades. */
  private dye(context: CanvasRenderingContext2D, page: Region) {
    const { tint, fade } = this.laid
    if (tint) {
      context.globalCompositeOperation = 'screen'
      fill(context, page, tint)
      context.globalCompositeOperation = 'source-over'
    }
    if (fade > 0) fill(context, page, `rgba(255, 255, 255, ${fade})`)
  }

  private mark(context: CanvasRenderingContext2D, regions: Region[], colour: string) {
    if (regions.length === 0) return
    const { x, y, scale } = this.view
    const upright = this.source.pages[this.index] ?? this.page
    context.globalCompositeOperation = 'multiply'
    for (const region of regions) {
      const at = turned(region, this.rotation, upright)
      fill(context, { x: x + at.x * scale - 1, y: y + at.y * scale - 1, width: at.width * scale + 2, height: at.height * scale + 2 }, colour)
    }
    context.globalCompositeOperation = 'source-over'
  }

  private onScreen({ region }: Tile): boolean {
    const { x, y, scale } = this.view
    return (
      x + (region.x + region.width) * scale > 0 &&
      y + (region.y + region.height) * scale > 0 &&
      x + region.x * scale < this.camera.screen.width &&
      y + region.y * scale < this.camera.screen.height
    )
  }

  private forget() {
    this.base?.close()
    this.base = undefined
    for (const { image } of this.tiles.values()) image.close()
    this.tiles.clear()
    this.failed.clear()
  }

  end() {
    this.leave()
    this.stop.abort()
    cancelAnimationFrame(this.frame)
    this.frame = -1
    this.forget()
  }
}

function fill(context: CanvasRenderingContext2D, { x, y, width, height }: Region, colour: string) {
  context.fillStyle = colour
  context.fillRect(x, y, width, height)
}
