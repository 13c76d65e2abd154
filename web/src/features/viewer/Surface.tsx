// One page on the screen: a canvas that a painter draws on and a camera moves over.
import { useEffect, useRef, useState } from 'react'
import type { Camera } from './camera'
import { listen } from './gestures'
import type { Rotation } from './messages'
import { type Laid, type Marks, Painter } from './painter'
import type { PageSource } from './source'
import classes from './viewer.module.css'

const FLAT: Laid = { shift: { x: 0, y: 0 }, grow: 1, fade: 0 }
const UNMARKED: Marks = { found: [], here: [] }

export function Surface({
  source,
  camera,
  index,
  rotation,
  label,
  laid = FLAT,
  marks = UNMARKED,
  over = false,
  leads = true,
  onTurn,
  onDrag,
  onFailed,
}: {
  source: PageSource
  camera: Camera
  index: number
  rotation: Rotation
  label: string
  laid?: Laid
  marks?: Marks
  /** Whether it lies over another surface, which then takes the pointer and shows through. */
  over?: boolean
  /** Whether the camera's screen is this one's; of two of the same size one leads. */
  leads?: boolean
  onTurn: (direction: 1 | -1) => void
  onDrag?: ((dx: number, dy: number) => void) | undefined
  onFailed: (error: unknown) => string
}) {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const painter = useRef<Painter>(null)
  const [error, setError] = useState<unknown>()
  const [drawn, setDrawn] = useState(false)
  const gestures = useRef({ camera, onTurn, onDrag })
  useEffect(() => {
    gestures.current = { camera, onTurn, onDrag }
  })

  useEffect(() => {
    const element = box.current
    if (!element || !canvas.current) return
    const paint = new Painter(canvas.current, source, camera)
    painter.current = paint
    paint.onError = setError
    paint.onDrawn = () => setDrawn(true)
    const theme = () => {
      paint.ground = over ? '#ffffff' : getComputedStyle(element).backgroundColor
      paint.schedule()
    }
    const measure = () => {
      if (leads) camera.setScreen({ width: element.clientWidth, height: element.clientHeight })
      paint.resize()
    }
    const resized = new ResizeObserver(measure)
    resized.observe(element)
    const themed = new MutationObserver(theme)
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-mantine-color-scheme'] })
    theme()
    measure()
    const stop = listen(element, () => gestures.current)
    return () => {
      stop()
      resized.disconnect()
      themed.disconnect()
      paint.end()
      painter.current = null
    }
  }, [source, camera, over, leads])

  useEffect(() => {
    setError(undefined)
    setDrawn(false)
    painter.current?.show(index, rotation)
  }, [source, camera, over, leads, index, rotation])

  useEffect(() => {
    if (!painter.current) return
    painter.current.laid = laid
    painter.current.marks = marks
    painter.current.schedule()
  }, [source, camera, over, leads, laid, marks])

  return (
    <div
      ref={box}
      className={classes['surface']}
      data-over={over || undefined}
      data-drawn={drawn || undefined}
      tabIndex={over ? -1 : 0}
      role="img"
      aria-label={label}
    >
      <canvas ref={canvas} aria-hidden="true" />
      {error !== undefined && (
        <div role="alert" className={classes['error']}>
          {onFailed(error)}
        </div>
      )}
    </div>
  )
}
