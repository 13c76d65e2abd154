// What is looked at: the page's place and scale on the screen. Surfaces follow it; two of them may follow one camera.
import { atEnd, fitPage, fitWidth, limits, pan, type Region, type Size, settle, type View, zoomAt } from '~/lib/view'

export type Fit = 'page' | 'width'
type Point = { x: number; y: number }
/** Where somebody is on a page, whatever the size of their screen: the zoom, and the middle in shares of the page's sides. */
export type Spot = { zoom: Fit | number; centre?: Point | undefined }

/** How tall a line of found text should be at least, in pixels. */
const READABLE = 12

export class Camera {
  view: View = { x: 0, y: 0, scale: 1 }
  screen: Size = { width: 0, height: 0 }
  page: Size = { width: 1, height: 1 }
  private fitted: Fit | undefined = 'page'
  /** A spot to go to once the screen has a size. */
  private ahead: Spot | undefined
  private readonly followers = new Set<() => void>()

  follow(follower: () => void): () => void {
    this.followers.add(follower)
    return () => this.followers.delete(follower)
  }

  /** Another page: fitted as the one before, or at the same scale from its top, or its bottom when leafing backwards. */
  setPage(page: Size, from: 'top' | 'bottom' = 'top') {
    this.page = page
    if (this.fitted) this.fit(this.fitted)
    else this.move(settle({ ...this.view, y: from === 'top' ? 1e9 : -1e9 }, page, this.screen))
  }

  setScreen(screen: Size) {
    const middle = this.spot().centre
    this.screen = screen
    const ahead = this.ahead
    if (screen.width === 0 || screen.height === 0) return
    if (ahead) this.go(ahead)
    else if (this.fitted) this.fit(this.fitted)
    else if (middle) this.go({ zoom: this.view.scale, centre: middle })
  }

  fit(how: Fit) {
    this.move(how === 'page' ? fitPage(this.page, this.screen) : fitWidth(this.page, this.screen), how)
  }

  zoom(factor: number, at: Point = this.middle()) {
    this.move(zoomAt(this.view, factor, at, this.page, this.screen))
  }

  pan(dx: number, dy: number) {
    this.move(pan(this.view, dx, dy, this.page, this.screen), this.fitted === 'width' && dx === 0 ? 'width' : undefined)
  }

  atEnd(direction: 1 | -1) {
    return atEnd(this.view, this.page, this.screen, direction)
  }

  /** Whether the page is wider than the screen, so that there is something to the side. */
  get wider() {
    return this.page.width * this.view.scale > this.screen.width
  }

  spot(): Spot {
    if (this.ahead) return this.ahead
    if (this.fitted === 'page' || this.screen.width === 0) return { zoom: this.fitted ?? 'page' }
    const { x, y } = this.middle()
    const share = (at: number, start: number, length: number) => Math.max(0, Math.min(1, (at - start) / (length * this.view.scale)))
    return {
      zoom: this.fitted ?? this.view.scale,
      centre: { x: share(x, this.view.x, this.page.width), y: share(y, this.view.y, this.page.height) },
    }
  }

  go(spot: Spot) {
    if (this.screen.width === 0 || this.screen.height === 0) {
      this.ahead = spot
      return
    }
    this.ahead = undefined
    if (spot.zoom === 'page') {
      this.fit('page')
      return
    }
    const { min, max } = limits(this.page, this.screen)
    const scale = spot.zoom === 'width' ? fitWidth(this.page, this.screen).scale : Math.max(min, Math.min(max, spot.zoom))
    const { x, y } = spot.centre ?? { x: 0.5, y: spot.zoom === 'width' ? 0 : 0.5 }
    this.centre({ x: x * this.page.width, y: y * this.page.height }, scale, spot.zoom === 'width' ? 'width' : undefined)
  }

  /** Brings a part of the page into sight, larger if it could not be read, and leaves everything as it is if it is there. */
  reveal(part: Region) {
    const { x, y, scale } = this.view
    const tall = part.height * scale
    const inside = (start: number, length: number, space: number) => start >= 0 && start + length <= space
    if (
      tall >= READABLE &&
      inside(x + part.x * scale, part.width * scale, this.screen.width) &&
      inside(y + part.y * scale, tall, this.screen.height)
    ) {
      return
    }
    const { max } = limits(this.page, this.screen)
    const wide = this.screen.width / Math.max(1, part.width)
    const enough = tall >= READABLE || part.height <= 0 ? scale : Math.min(max, (READABLE * 1.5) / part.height, wide)
    this.centre({ x: part.x + part.width / 2, y: part.y + part.height / 2 }, Math.max(scale, enough))
  }

  private centre(point: Point, scale: number, fitted?: Fit) {
    const { x, y } = this.middle()
    this.move(settle({ scale, x: x - point.x * scale, y: y - point.y * scale }, this.page, this.screen), fitted)
  }

  private middle(): Point {
    return { x: this.screen.width / 2, y: this.screen.height / 2 }
  }

  private move(view: View, fitted?: Fit) {
    this.view = view
    this.fitted = fitted
    for (const follower of this.followers) follower()
  }
}
