// Small pictures of all pages; only those in sight are drawn, so five hundred of them weigh no more than five.
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Rotation } from './messages'
import { type PageSource, turnedSize } from './source'
import classes from './viewer.module.css'

const WIDTH = 104
const TALLEST = 168
const LABEL = 30
const KEPT = 200

/** Small pictures that were drawn, those used longest ago leaving first. */
class Kept {
  private readonly images = new Map<string, ImageBitmap>()
  get(key: string) {
    const image = this.images.get(key)
    if (image) {
      this.images.delete(key)
      this.images.set(key, image)
    }
    return image
  }
  keep(key: string, image: ImageBitmap) {
    this.images.set(key, image)
    for (const [oldest, old] of this.images) {
      if (this.images.size <= KEPT) break
      old.close()
      this.images.delete(oldest)
    }
  }
  clear() {
    for (const image of this.images.values()) image.close()
    this.images.clear()
  }
}

function shape(source: PageSource, index: number, rotation: Rotation) {
  const whole = turnedSize(source.pages[index] ?? { width: 1, height: 1 }, rotation)
  const density = Math.min(WIDTH / whole.width, TALLEST / whole.height)
  return { whole, density, width: Math.max(8, whole.width * density), height: Math.max(8, whole.height * density) }
}

export function Thumbs({ source, page, rotation, onPick }: { source: PageSource; page: number; rotation: Rotation; onPick: (page: number) => void }) {
  const { t } = useTranslation('viewer')
  const scroll = useRef<HTMLDivElement>(null)
  const [kept] = useState(() => new Kept())
  const rows = useVirtualizer({
    count: source.pages.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => shape(source, index, rotation).height + LABEL,
    overscan: 2,
    paddingStart: 8,
    paddingEnd: 8,
  })
  useEffect(() => () => kept.clear(), [kept, source])
  useEffect(() => rows.measure(), [rows, rotation])
  useEffect(() => rows.scrollToIndex(page, { align: 'auto' }), [rows, page])

  function onKeyDown(event: React.KeyboardEvent) {
    const to = { ArrowDown: page + 1, ArrowUp: page - 1, Home: 0, End: source.pages.length - 1 }[event.key]
    if (to === undefined || to < 0 || to >= source.pages.length) return
    event.preventDefault()
    event.stopPropagation()
    onPick(to)
    rows.scrollToIndex(to, { align: 'auto' })
    requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(`[data-page="${to}"]`)?.focus())
  }

  return (
    <nav ref={scroll} className={classes['thumbs']} aria-label={t('pages')} onKeyDown={onKeyDown}>
      <ol style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start, size }) => (
          <li key={index} style={{ height: size, transform: `translateY(${start}px)` }}>
            <button
              type="button"
              data-page={index}
              className={classes['thumb']}
              aria-label={t('thumb', { page: index + 1 })}
              aria-current={index === page ? 'page' : undefined}
              tabIndex={index === page ? 0 : -1}
              onClick={() => onPick(index)}
            >
              <Picture source={source} index={index} rotation={rotation} kept={kept} />
              <span aria-hidden="true" className="numeric">
                {index + 1}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}

function Picture({ source, index, rotation, kept }: { source: PageSource; index: number; rotation: Rotation; kept: Kept }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { whole, density, width, height } = shape(source, index, rotation)
  useEffect(() => {
    const ratio = Math.min(2, window.devicePixelRatio || 1)
    const key = `${index}/${rotation}`
    const paint = (image: ImageBitmap) => {
      if (!canvas.current) return
      canvas.current.width = image.width
      canvas.current.height = image.height
      canvas.current.getContext('2d')?.drawImage(image, 0, 0)
      canvas.current.dataset['drawn'] = 'true'
    }
    const known = kept.get(key)
    if (known) {
      paint(known)
      return
    }
    const stop = new AbortController()
    const drawing = { page: index, region: { x: 0, y: 0, ...whole }, density: density * ratio, rotation, whole }
    source.draw(drawing, { priority: 'glance', signal: stop.signal }).then(
      (image) => {
        kept.keep(key, image)
        paint(image)
      },
      // A page that cannot be drawn stays white here and says why when it is turned to.
      () => undefined,
    )
    return () => stop.abort()
    // The shape follows from the page and its turn.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [source, index, rotation, kept])
  return <canvas ref={canvas} aria-hidden="true" width={1} height={1} style={{ width, height }} />
}
