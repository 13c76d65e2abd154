// The viewer's keys, and filling the screen.
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'

/** Where keys belong to something else. */
const TAKEN = 'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"], [role="listbox"], [role="tablist"], [role="slider"]'

export type Keys = Record<string, () => void>

/** Listens inside the element, or, where the viewer is what the page is for, everywhere on it. */
export function useKeys(element: RefObject<HTMLElement | null>, keys: Keys, everywhere: boolean) {
  const now = useRef(keys)
  useEffect(() => {
    now.current = keys
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      const { target } = event
      const own = target instanceof Node && element.current?.contains(target)
      if (!everywhere && !own) return
      if (target instanceof Element && target.closest(TAKEN)) return
      const act = now.current[event.key]
      if (!act) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [element, everywhere])
}

/** Filling the whole screen where the browser allows it, and the whole window where it does not. */
export function useFull(): [boolean, () => void] {
  const [full, setFull] = useState(false)
  useEffect(() => {
    if (!full) return
    const onChange = () => {
      if (!document.fullscreenElement) setFull(false)
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('[role="dialog"], [role="menu"]')) setFull(false)
    }
    document.addEventListener('fullscreenchange', onChange)
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('fullscreenchange', onChange)
      document.removeEventListener('keydown', onKey)
      if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined)
    }
  }, [full])
  const toggle = useCallback(() => {
    setFull(!full)
    // The whole document, so that menus and hints, which lie beside the viewer, are seen as well.
    if (!full) void document.documentElement.requestFullscreen?.().catch(() => undefined)
  }, [full])
  return [full, toggle]
}
