// A PDF in a worker: opened by its address, drawn and searched by messages, and begun anew when it gets stuck.
import type { FromWorker, ToWorker } from './messages'
import { Queue, StoppedError } from './queue'
import { type PageSource, UnreadableError } from './source'

/** Longer than this nobody waits for a part of a page; the worker is given up then. */
const STUCK = 30_000

type Answer<Kind> = Extract<FromWorker, { kind: Kind }>
type Question = ToWorker extends infer Message ? (Message extends { id: number } ? Omit<Message, 'id'> : never) : never

/** One worker, and what is asked of it. */
class Line {
  private readonly worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), { type: 'module' })
  private readonly waiting = new Map<number, { resolve: (answer: FromWorker) => void; reject: (error: Error) => void }>()
  private last = 0
  broken = false

  constructor() {
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      const entry = this.waiting.get(data.id)
      this.waiting.delete(data.id)
      if (data.kind === 'failed') {
        if (data.reason === 'crashed') this.end('crashed')
        entry?.reject(data.reason === 'stopped' ? new StoppedError() : new UnreadableError(data.reason))
      } else if (entry) entry.resolve(data)
      else if (data.kind === 'drawn') data.image.close()
    }
    this.worker.onerror = () => this.end('crashed')
  }

  ask<Kind extends FromWorker['kind']>(question: Question, signal?: AbortSignal): Promise<Answer<Kind>> {
    const id = ++this.last
    return new Promise((resolve, reject) => {
      if (this.broken) {
        reject(new UnreadableError('crashed'))
        return
      }
      const stuck = setTimeout(() => this.end('slow'), STUCK)
      const stop = () => this.worker.postMessage({ kind: 'stop', id } satisfies ToWorker)
      const settled = () => {
        clearTimeout(stuck)
        signal?.removeEventListener('abort', stop)
      }
      signal?.addEventListener('abort', stop)
      this.waiting.set(id, {
        resolve: (answer) => {
          settled()
          resolve(answer as Answer<Kind>)
        },
        reject: (error) => {
          settled()
          reject(error)
        },
      })
      this.worker.postMessage({ ...question, id } as ToWorker)
    })
  }

  end(reason: string) {
    this.broken = true
    this.worker.terminate()
    const left = [...this.waiting.values()]
    this.waiting.clear()
    for (const { reject } of left) reject(new UnreadableError(reason))
  }
}

/** Opens a PDF in a worker. */
export async function openPdf(url: string, password = ''): Promise<PageSource> {
  const queue = new Queue()
  const open = async (line: Line) => (await line.ask<'opened'>({ kind: 'open', url, password })).pages
  let line = new Line()
  let closed = false
  const pages = await open(line).catch((error: unknown) => {
    line.end('closed')
    throw error
  })
  /** A worker that works: the same, or a new one after it broke. */
  const working = async () => {
    if (!line.broken || closed) return line
    line = new Line()
    await open(line)
    return line
  }
  return {
    pages,
    paper: true,
    maxDensity: Infinity,
    draw: (drawing, { priority = 'look', signal } = {}) =>
      queue.add(
        priority,
        async (given) => (await (await working()).ask<'drawn'>({ kind: 'draw', ...drawing }, given)).image,
        signal,
      ),
    find: (page, query, signal) =>
      queue.add('search', async (given) => (await working()).ask<'found'>({ kind: 'find', page, query }, given), signal),
    close: () => {
      closed = true
      line.end('closed')
    },
  }
}
