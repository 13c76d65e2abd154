// Searching from the screen: starts with what is typed, tells how far it is, and leads from place to place.
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react'
import { foldText } from '~/lib/find'
import type { Hit } from './messages'
import type { Marks } from './painter'
import { Searching } from './searching'
import type { PageSource } from './source'

/** Milliseconds between two looks at a search that runs. */
const PACE = 120
const WAIT = 250

export type Finder = {
  search: Searching | undefined
  type: (query: string) => void
  step: (direction: 1 | -1) => void
  clear: () => void
  marks: Marks
}

const rects = (hits: Hit[]) => hits.flatMap((hit) => hit.rects)

export function useFind(source: PageSource, page: number, onPlace: (page: number, hit: Hit) => void): Finder {
  const [search, setSearch] = useState<Searching>()
  const [version, tell] = useReducer((count: number) => count + 1, 0)
  const [typed, setTyped] = useState('')
  const at = useRef({ page, onPlace })
  useEffect(() => {
    at.current = { page, onPlace }
  })

  const go = useCallback((of: Searching) => {
    const hit = of.here && of.hits(of.here.page)[of.here.index]
    if (of.here && hit) at.current.onPlace(of.here.page, hit)
  }, [])

  useEffect(() => {
    const find = source.find
    if (!find || foldText(typed) === '') {
      setSearch(undefined)
      return
    }
    const next = new Searching(typed, source.pages.length, at.current.page)
    let told = 0
    let went = false
    const soon = setTimeout(() => {
      setSearch(next)
      void next.run(find, () => {
        if (!went && next.here) {
          went = true
          go(next)
        }
        const now = performance.now()
        if (now - told < PACE && !next.complete) return
        told = now
        tell()
      })
    }, WAIT)
    return () => {
      clearTimeout(soon)
      next.stop()
    }
  }, [typed, source, go])

  const marks = useMemo((): Marks => {
    const here = search?.here
    const hits = search?.hits(page) ?? []
    const on = here?.page === page ? hits[here.index] : undefined
    return { found: rects(hits.filter((hit) => hit !== on)), here: on?.rects ?? [] }
    // The search is the same object while it fills; its version tells that there is more.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [search, page, version])

  return {
    search,
    type: setTyped,
    step: (direction) => {
      if (!search) return
      search.step(direction)
      tell()
      go(search)
    },
    clear: () => setTyped(''),
    marks,
  }
}
