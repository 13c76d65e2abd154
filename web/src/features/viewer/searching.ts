// Goes through a document for a text, page after page from where somebody is, and keeps what it found in order.
import type { Found, Hit } from './messages'

export type Place = { page: number; index: number }

export class Searching {
  private readonly pages: (Found | undefined)[]
  /** Pages gone through. */
  done = 0
  /** Places found so far. */
  count = 0
  /** Letters met, whatever they say; a scan has none. */
  letters = 0
  here: Place | undefined
  private readonly stopping = new AbortController()

  constructor(
    readonly query: string,
    readonly total: number,
    private readonly from: number,
  ) {
    this.pages = Array.from({ length: total })
  }

  get complete() {
    return this.done === this.total
  }

  hits(page: number): Hit[] {
    return this.pages[page]?.hits ?? []
  }

  /** Which of all the places found so far this is, from 1. */
  get ordinal(): number {
    if (!this.here) return 0
    let before = 0
    for (let page = 0; page < this.here.page; page += 1) before += this.hits(page).length
    return before + this.here.index + 1
  }

  /** Goes through all pages. A page that cannot be read holds nothing. `tell` is called after each of them. */
  async run(find: (page: number, query: string, signal: AbortSignal) => Promise<Found>, tell: () => void) {
    const { signal } = this.stopping
    for (let step = 0; step < this.total; step += 1) {
      const page = (this.from + step) % this.total
      const found = await find(page, this.query, signal).catch((): Found => ({ hits: [], letters: 0 }))
      if (signal.aborted) return
      this.pages[page] = found
      this.done += 1
      this.count += found.hits.length
      this.letters += found.letters
      if (!this.here && found.hits.length > 0) this.here = { page, index: 0 }
      tell()
    }
  }

  /** Goes to the next place, or the one before, round the end of the document. */
  step(direction: 1 | -1) {
    const { here } = this
    if (!here) return
    const index = here.index + direction
    if (index >= 0 && index < this.hits(here.page).length) {
      this.here = { page: here.page, index }
      return
    }
    for (let step = 1; step <= this.total; step += 1) {
      const page = (((here.page + direction * step) % this.total) + this.total) % this.total
      const length = this.hits(page).length
      if (length > 0) {
        this.here = { page, index: direction === 1 ? 0 : length - 1 }
        return
      }
    }
  }

  stop() {
    this.stopping.abort()
  }
}
