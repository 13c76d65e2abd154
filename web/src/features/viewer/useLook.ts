// Keeps what is looked at and what the address says of it alike, whichever of them changes.
import { useCallback, useEffect, useRef } from 'react'
import type { Camera } from './camera'
import { type Look, sameLook } from './link'

/** Milliseconds of rest after which a movement is written down. */
const REST = 250

/**
 * `own` is what the viewer shows, without zoom and middle, which are the camera's. `adopt` is called when the address
 * was changed by something else, such as going back.
 */
export function useLook(
  camera: Camera,
  own: Omit<Look, 'zoom' | 'centre'>,
  address: Look,
  onLook: (look: Look, jump: boolean) => void,
  adopt: (look: Look) => void,
) {
  const now = useRef({ own, onLook, adopt })
  const written = useRef(address)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const current = useCallback((): Look => ({ ...now.current.own, ...camera.spot() }), [camera])

  const write = useCallback(
    (jump: boolean) => {
      clearTimeout(timer.current)
      const look = current()
      if (sameLook(look, written.current)) return
      written.current = look
      now.current.onLook(look, jump)
    },
    [current],
  )
  const writeSoon = useCallback(() => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => write(false), REST)
  }, [write])

  useEffect(() => {
    now.current = { own, onLook, adopt }
  })
  useEffect(() => camera.follow(writeSoon), [camera, writeSoon])
  useEffect(writeSoon, [own.page, own.turn, own.other, own.over, own.shift?.x, own.shift?.y, writeSoon])
  useEffect(() => () => clearTimeout(timer.current), [])
  const key = JSON.stringify(address)
  useEffect(() => {
    if (sameLook(address, written.current)) return
    written.current = address
    clearTimeout(timer.current)
    now.current.adopt(address)
    // The address is a new object on every render; what it says is the same.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key])
  /** Goes somewhere on purpose. What was seen until now is written down first, so that the way back leads there. */
  const jump = useCallback(
    (go: () => Partial<Look>) => {
      write(false)
      const look = { ...current(), ...go(), ...camera.spot() }
      written.current = look
      now.current.onLook(look, true)
    },
    [camera, current, write],
  )
  return { current, jump }
}
