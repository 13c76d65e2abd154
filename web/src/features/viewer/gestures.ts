// Wheel, drag and pinch over a surface.
import type { Camera } from './camera'

export type Gestures = {
  camera: Camera
  /** The wheel went on turning at the end of the page. */
  onTurn: (direction: 1 | -1) => void
  /** Takes a drag for itself, such as for moving one sheet over another. */
  onDrag?: ((dx: number, dy: number) => void) | undefined
}

export function listen(element: HTMLElement, now: () => Gestures): () => void {
  const pointers = new Map<number, { x: number; y: number }>()
  let turnedAt = 0
  const local = (event: { clientX: number; clientY: number }) => {
    const { left, top } = element.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
  const onWheel = (event: WheelEvent) => {
    event.preventDefault()
    const { camera, onTurn } = now()
    const unit = event.deltaMode === 1 ? 20 : 1
    if (event.ctrlKey || event.metaKey) {
      camera.zoom(Math.exp((-event.deltaY * unit) / 300), local(event))
      return
    }
    const direction = event.deltaY > 0 ? 1 : -1
    if (Math.abs(event.deltaY) > Math.abs(event.deltaX) && camera.atEnd(direction)) {
      // One page per push, however long the wheel goes on turning.
      if (event.timeStamp - turnedAt > 400) onTurn(direction)
      turnedAt = event.timeStamp
      return
    }
    camera.pan(-event.deltaX * unit, -event.deltaY * unit)
  }
  const onDown = (event: PointerEvent) => {
    if (event.pointerType === 'mouse' && event.button > 1) return
    element.setPointerCapture(event.pointerId)
    pointers.set(event.pointerId, local(event))
  }
  const onMove = (event: PointerEvent) => {
    const before = pointers.get(event.pointerId)
    if (!before) return
    const { camera, onDrag } = now()
    const at = local(event)
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1]
    if (other) {
      const was = Math.hypot(before.x - other.x, before.y - other.y)
      const is = Math.hypot(at.x - other.x, at.y - other.y)
      if (was > 0) camera.zoom(is / was, { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 })
      camera.pan((at.x - before.x) / 2, (at.y - before.y) / 2)
    } else if (onDrag) {
      onDrag(at.x - before.x, at.y - before.y)
    } else {
      camera.pan(at.x - before.x, at.y - before.y)
    }
    pointers.set(event.pointerId, at)
  }
  const onUp = (event: PointerEvent) => pointers.delete(event.pointerId)
  const onDouble = (event: MouseEvent) => now().camera.zoom(event.shiftKey ? 0.5 : 2, local(event))
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
