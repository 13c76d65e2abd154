// Opens what is to be shown, and closes it again.
import { useEffect, useRef, useState } from 'react'
import { type PageSource, UnreadableError } from './source'

const REASONS = ['unreadable', 'broken', 'password', 'security', 'missing', 'memory', 'slow', 'crashed', 'undrawn', 'busy'] as const
export type Reason = (typeof REASONS)[number]
export const reasonOf = (error: unknown): Reason =>
  (error instanceof UnreadableError && REASONS.find((reason) => reason === error.reason)) || 'unreadable'

export type Opened =
  | { kind: 'opening' }
  | { kind: 'open'; source: PageSource; fellBack: boolean }
  | { kind: 'failed'; reason: Reason; said?: string | undefined }

/** How pages are got at, and how else when that fails. */
export type Opening = { open: () => Promise<PageSource>; fallback?: (() => Promise<PageSource | undefined>) | undefined }

/** `name` tells one thing to be opened from another; it is opened once for each. */
export function useSource(name: string, opening: Opening): Opened {
  const [state, setState] = useState<{ name: string; opened: Opened }>({ name, opened: { kind: 'opening' } })
  const how = useRef(opening)
  useEffect(() => {
    how.current = opening
  })
  useEffect(() => {
    let gone = false
    let source: PageSource | undefined
    const tell = (opened: Opened) => {
      if (!gone) setState({ name, opened })
    }
    async function start() {
      let fellBack = false
      try {
        source = await how.current.open()
      } catch (error) {
        source = await how.current.fallback?.().catch(() => undefined)
        fellBack = true
        if (!source) {
          tell({ kind: 'failed', reason: reasonOf(error), said: error instanceof UnreadableError ? error.said : undefined })
          return
        }
      }
      if (gone) source.close()
      else tell({ kind: 'open', source, fellBack })
    }
    void start()
    return () => {
      gone = true
      source?.close()
    }
  }, [name])
  return state.name === name ? state.opened : { kind: 'opening' }
}
