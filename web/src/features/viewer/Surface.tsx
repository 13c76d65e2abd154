// The canvas: draws a small picture of the whole page at once and sharp tiles over it as they arrive.
// One tile is asked for at a time, always the one that matters most at that moment, so zooming and panning
// over a huge sheet never waits for tiles nobody looks at any more.
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { atEnd, fitPage, fitWidth, pan, type Size, settle, type Tile, tilesInView, type View, zoomAt } from '~/lib/view'
import type { Rotation } from './messages'
import type { PageSource } from './source'
import classes from './viewer.module.css'

export type SurfaceHandle = {
  zoom: (factor: number) => void
  pan: (dx: number, dy: number) => void
  fit: (how: 'page' | 'width') => void
}

const TILES_KEPT = 64
const BASE_PIXELS = 1_200_000

type Drawn = { image: ImageBitmap; tile: Tile }

/** All that is not React's business: pointer positions, bitmaps, what is being drawn. */
class Painter {
  view: View = { x: 0, y: 0, scale: 1 }
  screen: Size = { width: 0, height: 0 }
  private page: Size = { width: 1, height: 1 }
  private index = -1
  private rotation: Rotation = 0
  private fitted: 'page' | 'width' | undefined = 'page'
  private base: ImageBitmap | undefined
  private tiles = new Map<string, Drawn>()
  private busy = false
  private frame = 0
  private generation = 0
  private failed = new Set<string>()
  /** What surrounds the page; follows the theme. */
  ground = '#f4f4f5'
  onScale: (percent: number) => void = () => undefined
  onError: (error: unknown) => void = () => undefined

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly source: PageSource,
  ) {}

  show(index: number, rotation: Rotation) {
    if (index === this.index && rotation === this.rotation) return
    const size = this.source.pages[index] ?? { width: 1, height: 1 }
    this.index = index
    this.rotation = rotation
    this.page = rotation % 2 === 0 ? size : { width: size.height, height: size.width }
    this.generation += 1
    this.forget()
    this.fit(this.fitted ?? 'page')
  }

  resize(screen: Size) {
    const ratio = window.devicePixelRatio || 1
    this.screen = screen
    this.canvas.width = Math.round(screen.width * ratio)
    this.canvas.height = Math.round(screen.height * ratio)
    if (this.fitted) this.fit(this.fitted)
    else this.move(settle(this.view, this.page, screen))
  }

  fit(how: 'page' | 'width') {
    this.move(how === 'page' ? fitPage(this.page, this.screen) : fitWidth(this.page, this.screen))
    this.fitted = how
  }

  zoom(factor: number, at = { x: this.screen.width / 2, y: this.screen.height / 2 }) {
    this.move(zoomAt(this.view, factor, at, this.page, this.screen))
  }

  pan(dx: number, dy: number) {
    this.move(pan(this.view, dx, dy, this.page, this.screen))
  }

  atEnd(direction: 1 | -1) {
    return atEnd(this.view, this.page, this.screen, direction)
  }

  toTop(bottom: boolean) {
    this.pan(0, bottom ? -1e9 : 1e9)
  }

  private move(view: View) {
    this.view = view
    this.fitted = undefined
    this.onScale(Math.round(view.scale * 100))
    this.schedule()
  }

  private schedule() {
    if (this.frame) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      this.paint()
      void this.next()
    })
  }

  private wanted(): Tile[] {
    const ratio = window.devicePixelRatio || 1
    return tilesInView(this.view, this.page, this.screen, ratio).filter(
      (tile) => 2 ** (tile.level - 1) < this.source.maxDensity,
    )
  }

  private async next() {
    if (this.busy || this.index < 0 || this.screen.width === 0) return
    const density = Math.sqrt(BASE_PIXELS / (this.page.width * this.page.height))
    const missing = this.wanted().find((tile) => !this.tiles.has(tile.key) && !this.failed.has(tile.key))
    const whole = { x: 0, y: 0, ...this.page }
    const job =
      this.base === undefined && !this.failed.has('base')
        ? { region: whole, density, tile: undefined }
        : missing && 2 ** missing.level > density
          ? { region: missing.region, density: 2 ** missing.level, tile: missing }
          : undefined
    if (!job) return
    this.busy = true
    const generation = this.generation
    try {
      const image = await this.source.draw({
        page: this.index,
        region: job.region,
        density: job.density,
        rotation: this.rotation,
        whole: this.page,
      })
      if (generation !== this.generation) image.close()
      else if (job.tile) this.keep(job.tile, image)
      else this.base = image
    } catch (error) {
      if (generation === this.generation) {
        this.failed.add(job.tile?.key ?? 'base')
        if (!job.tile) this.onError(error)
      }
    } finally {
      this.busy = false
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
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.fillStyle = this.ground
    context.fillRect(0, 0, this.screen.width, this.screen.height)
    context.fillStyle = '#ffffff'
    context.fillRect(x, y, this.page.width * scale, this.page.height * scale)
    context.imageSmoothingEnabled = true
    context.imageSmoothingQuality = 'low'
    const wanted = this.wanted()
    const complete = wanted.length > 0 && wanted.every(({ key }) => this.tiles.has(key))
    if (this.base && !complete) {
      context.drawImage(this.base, x, y, this.page.width * scale, this.page.height * scale)
    }
    // Coarse tiles first, so that the sharpest end up on top; when those cover all, nothing else is drawn.
    const shown = complete
      ? wanted.flatMap(({ key }) => this.tiles.get(key) ?? [])
      : [...this.tiles.values()].filter(({ tile }) => this.onScreen(tile)).sort((a, b) => a.tile.level - b.tile.level)
    for (const { image, tile } of shown) {
      const { region } = tile
      context.drawImage(image, x + region.x * scale, y + region.y * scale, region.width * scale, region.height * scale)
    }
  }

  private onScreen({ region }: Tile): boolean {
    const { x, y, scale } = this.view
    return (
      x + (region.x + region.width) * scale > 0 &&
      y + (region.y + region.height) * scale > 0 &&
      x + region.x * scale < this.screen.width &&
      y + region.y * scale < this.screen.height
    )
  }

  private forget() {
    this.base?.close()
    this.base = undefined
    for (const { image } of this.tiles.values()) image.close()
    this.tiles.clear()
    this.failed.clear()
  }

  stop() {
    this.generation += 1
    cancelAnimationFrame(this.frame)
    this.forget()
  }
}

export function Surface({
  ref,
  source,
  index,
  rotation,
  label,
  onScale,
  onTurn,
  onFailed,
}: {
  ref: Ref<SurfaceHandle>
  source: PageSource
  index: number
  rotation: Rotation
  label: string
  onScale: (percent: number) => void
  onTurn: (direction: 1 | -1) => void
  onFailed: (error: unknown) => string
}) {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const painter = useRef<Painter>(null)
  const [error, setError] = useState<unknown>()
  const handlers = useRef({ onScale, onTurn })
  useEffect(() => {
    handlers.current = { onScale, onTurn }
  })

  useEffect(() => {
    const element = box.current
    if (!element || !canvas.current) return
    const paint = new Painter(canvas.current, source)
    painter.current = paint
    paint.onScale = (percent) => handlers.current.onScale(percent)
    paint.onError = setError
    paint.ground = getComputedStyle(element).backgroundColor
    const observer = new ResizeObserver(() => paint.resize({ width: element.clientWidth, height: element.clientHeight }))
    observer.observe(element)
    paint.resize({ width: element.clientWidth, height: element.clientHeight })
    const stop = listen(element, paint, (direction) => handlers.current.onTurn(direction))
    return () => {
      stop()
      observer.disconnect()
      paint.stop()
      painter.current = null
    }
  }, [source])

  useEffect(() => {
    setError(undefined)
    painter.current?.show(index, rotation)
  }, [source, index, rotation])

  useImperativeHandle(ref, () => ({
    zoom: (factor) => painter.current?.zoom(factor),
    pan: (dx, dy) => painter.current?.pan(dx, dy),
    fit: (how) => painter.current?.fit(how),
  }))

  return (
    <div ref={box} className={classes['surface']} tabIndex={0} role="img" aria-label={label}>
      <canvas ref={canvas} aria-hidden="true" />
      {error !== undefined && (
        <div role="alert" className={classes['error']}>
          {onFailed(error)}
        </div>
      )}
    </div>
  )
}

/** Wheel, drag and pinch. */
function listen(element: HTMLElement, painter: Painter, onTurn: (direction: 1 | -1) => void) {
  const pointers = new Map<number, { x: number; y: number }>()
  let turnedAt = 0
  const local = (event: { clientX: number; clientY: number }) => {
    const { left, top } = element.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
  const onWheel = (event: WheelEvent) => {
    event.preventDefault()
    const unit = event.deltaMode === 1 ? 20 : 1
    if (event.ctrlKey || event.metaKey) {
      painter.zoom(Math.exp((-event.deltaY * unit) / 300), local(event))
      return
    }
    const direction = event.deltaY > 0 ? 1 : -1
    if (Math.abs(event.deltaY) > Math.abs(event.deltaX) && painter.atEnd(direction)) {
      // One page per push, however long the wheel goes on turning.
      if (event.timeStamp - turnedAt > 400) onTurn(direction)
      turnedAt = event.timeStamp
      return
    }
    painter.pan(-event.deltaX * unit, -event.deltaY * unit)
  }
  const onDown = (event: PointerEvent) => {
    if (event.pointerType === 'mouse' && event.button > 1) return
    element.setPointerCapture(event.pointerId)
    pointers.set(event.pointerId, local(event))
  }
  const onMove = (event: PointerEvent) => {
    const before = pointers.get(event.pointerId)
    if (!before) return
    const now = local(event)
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1]
    if (other) {
      const was = Math.hypot(before.x - other.x, before.y - other.y)
      const is = Math.hypot(now.x - other.x, now.y - other.y)
      if (was > 0) painter.zoom(is / was, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 })
      painter.pan((now.x - before.x) / 2, (now.y - before.y) / 2)
    } else {
      painter.pan(now.x - before.x, now.y - before.y)
    }
    pointers.set(event.pointerId, now)
  }
  const onUp = (event: PointerEvent) => pointers.delete(event.pointerId)
  const onDouble = (event: MouseEvent) => painter.zoom(2, local(event))
  element.addEventListener('wheel', onWheel, { passive: false })
  element.addEventListener('pointerdown', onDown)
  element.addEventListener('pointermove', onMove)
  element.addEventListener('pointerup', onUp)
  element.addEventListener('pointercancel', onUp)
  element.addEventListener('dblclick', onDouble)
  return () => {
    element.removeEventListener('wheel', onWheel)
    element.removeEventListener('pointerdown', onDown)
    element.removeEventListener('pointermove', onMove)
    element.removeEventListener('pointerup', onUp)
    element.removeEventListener('pointercancel', onUp)
    element.removeEventListener('dblclick', onDouble)
  }
}
