// Sends the files of an import, a few at a time, and tells the import of them in batches, so that what has arrived
// stays matched to its row when the page is left.
import { useEffect, useRef, useState } from 'react'
import type { At } from '~/api/queries/project'
import { giveFiles } from '~/api/queries/sheets'
import type { Import } from '~/api/types'
import { type Sending, upload } from '~/api/upload'
import { isProblem } from '~/lib/problem'
import { isMoving, type Item, NOTHING, type Sum, sumOf } from './files'

const AT_ONCE = 4
const BATCH = 100
/** The screen follows so often; every byte told would keep it from anything else. */
const SAY_EVERY = 200

export type Files = { sum: Sum; moving: boolean; error: unknown; add: (files: File[]) => void; retry: () => void; stop: () => void }

/** `known` tells which uploads the import has already, as giving files replaces the list. */
export function useFiles(at: At, id: string, known: () => Promise<string[]>, onGiven: (changed: Import) => void): Files {
  const [sum, setSum] = useState<Sum>(NOTHING)
  const [moving, setMoving] = useState(false)
  const [error, setError] = useState<unknown>()
  const state = useRef({
    items: [] as Item[],
    sending: new Set<Sending>(),
    given: undefined as string[] | undefined,
    fresh: [] as string[],
    giving: false,
    said: 0 as ReturnType<typeof setTimeout> | 0,
  })

  // Whoever leaves the page in the middle is asked by the browser.
  useEffect(() => {
    if (!moving) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [moving])
  useEffect(() => {
    const now = state.current
    return () => {
      for (const one of now.sending) one.abort()
      now.items = []
    }
  }, [])

  function say() {
    const now = state.current
    if (now.said) return
    now.said = setTimeout(() => {
      now.said = 0
      setSum(sumOf(now.items))
      setMoving(isMoving(now.items) || now.giving)
    }, SAY_EVERY)
  }

  async function give() {
    const now = state.current
    const rest = !isMoving(now.items)
    if (now.giving || now.fresh.length === 0 || (now.fresh.length < BATCH && !rest)) return
    now.giving = true
    setError(undefined)
    const batch = now.fresh
    now.fresh = []
    try {
      now.given ??= await known()
      const all = [...new Set([...now.given, ...batch])]
      const changed = await giveFiles(at, id, all)
      now.given = all
      onGiven(changed)
    } catch (problem) {
      now.fresh = [...batch, ...now.fresh]
      setError(problem)
      return
    } finally {
      now.giving = false
      say()
    }
    // What arrived meanwhile.
    void give()
  }

  function send(item: Item) {
    const now = state.current
    item.state = 'running'
    const sending = upload(at.org, at.project, item.file, {
      onProgress: (sent) => {
        item.sent = sent
        say()
      },
    })
    now.sending.add(sending)
    const ended = () => {
      now.sending.delete(sending)
      say()
      pump()
      void give()
    }
    sending.promise.then(
      ({ id: arrived }) => {
        item.state = 'done'
        item.upload = arrived
        now.fresh.push(arrived)
        ended()
      },
      (problem: unknown) => {
        item.state = 'failed'
        item.sent = 0
        item.error = problem instanceof Error ? problem.message : String(problem)
        if (isProblem(problem) && problem.code === 'cancelled') now.items = now.items.filter((one) => one !== item)
        ended()
      },
    )
  }

  function pump() {
    const now = state.current
    for (const item of now.items) {
      if (now.sending.size >= AT_ONCE) break
      if (item.state === 'waiting') send(item)
    }
    say()
  }

  return {
    sum,
    moving,
    error,
    add: (files) => {
      // What arrived earlier is counted no more.
      if (!isMoving(state.current.items)) state.current.items = []
      state.current.items.push(...files.map((file): Item => ({ file, state: 'waiting', sent: 0 })))
      setMoving(true)
      pump()
    },
    retry: () => {
      for (const item of state.current.items) if (item.state === 'failed') item.state = 'waiting'
      pump()
      void give()
    },
    stop: () => {
      state.current.items = state.current.items.filter(({ state }) => state !== 'waiting')
      for (const one of state.current.sending) one.abort()
      say()
    },
  }
}
