// Who is served first: what is being looked at, then small pictures of pages, then searching.
// Work of little weight that is under way gives way to weightier work, and is begun anew afterwards.

export type Priority = 'look' | 'glance' | 'search'
const ORDER: readonly Priority[] = ['look', 'glance', 'search']

export class StoppedError extends Error {
  constructor() {
    super('stopped')
  }
}

type Entry = {
  priority: Priority
  begin: () => void
  /** Gives way to something else; it waits again then. */
  yield: () => void
  running: boolean
  signal: AbortSignal | undefined
}

export class Queue {
  private readonly entries: Entry[] = []

  /** With `width` 1, one thing is done at a time. */
  constructor(private readonly width = 1) {}

  /** Does the work when its turn has come. `signal` ends the wish for it, whether it has begun or not. */
  add<T>(priority: Priority, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let attempt: AbortController | undefined
      const leave = () => {
        const place = this.entries.indexOf(entry)
        if (place >= 0) this.entries.splice(place, 1)
        signal?.removeEventListener('abort', end)
        this.next()
      }
      const end = () => {
        attempt?.abort()
        reject(new StoppedError())
        leave()
      }
      const entry: Entry = {
        priority,
        running: false,
        signal,
        yield: () => attempt?.abort(),
        begin: () => {
          entry.running = true
          const mine = new AbortController()
          attempt = mine
          work(mine.signal).then(
            (value) => {
              resolve(value)
              leave()
            },
            (error: unknown) => {
              entry.running = false
              if (mine.signal.aborted && !signal?.aborted) {
                this.next()
                return
              }
              reject(error instanceof Error ? error : new StoppedError())
              leave()
            },
          )
        },
      }
      if (signal?.aborted) {
        reject(new StoppedError())
        return
      }
      signal?.addEventListener('abort', end)
      this.entries.push(entry)
      this.next()
    })
  }

  private next() {
    const running = this.entries.filter((entry) => entry.running)
    const waiting = this.entries.filter((entry) => !entry.running && !entry.signal?.aborted)
    const first = ORDER.flatMap((priority) => waiting.find((entry) => entry.priority === priority) ?? [])[0]
    if (!first) return
    if (running.length < this.width) {
      first.begin()
      this.next()
      return
    }
    const rank = (entry: Entry) => ORDER.indexOf(entry.priority)
    const least = running.reduce((one, other) => (rank(other) > rank(one) ? other : one))
    if (rank(least) > rank(first)) least.yield()
  }
}
