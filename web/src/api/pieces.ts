// Sends one large file in pieces (tus 1.0): a broken connection, a pause or a closed page costs what was on its way, and
// nothing that had arrived. The server says how far it is; this asks it after everything that went wrong.
import { isProblem, Problem } from '~/lib/problem'
import { BASE, toProblem } from './client'
import type { Hearing, Sending } from './upload'
import type { Upload } from './types'

/** Small enough that a proxy which collects a request before it passes it on loses little. */
export const PIECE = 32 << 20
/** How long to wait before the next try; some ten minutes together. What arrives in between begins them anew. */
const PAUSES = [1, 2, 5, 10, 20, 30, 30, 60, 60, 60, 60, 60, 60, 60].map((seconds) => seconds * 1000)

/** Where unfinished uploads of this browser are, so that the same file chosen again goes on. */
const KEPT = 'wayleave.arrivals'
/** Uploads that this page is sending: the same file chosen twice does not go on with the same one. */
const busy = new Set<string>()

type Answer = { status: number; text: string; header: (name: string) => string | null }

/** Is it worth asking again after this? */
export function passes(problem: unknown): boolean {
  if (!isProblem(problem)) return false
  const { status, code } = problem
  return [0, 423, 429].includes(status) || status >= 500 || code === 'wrong_offset'
}

export function inPieces(org: string, project: string, file: File, { onProgress, onLost }: Hearing): Sending {
  const path = `${BASE}/organisations/${encodeURIComponent(org)}/projects/${encodeURIComponent(project)}/uploads/resumable`
  const key = [path, file.name, file.size, file.lastModified].join('|')
  let state: 'going' | 'paused' | 'ended' = 'going'
  let url: string | undefined
  let request: XMLHttpRequest | undefined
  let wake: () => void = () => undefined

  /** Resolves after a while, or as soon as somebody goes on, gives up, or the network is back. */
  const rest = (ms?: number) =>
    new Promise<void>((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => wake(), ms)
      wake = () => {
        clearTimeout(timer)
        removeEventListener('online', wake)
        resolve()
      }
      if (ms !== undefined) addEventListener('online', wake)
    })

  const stopped = () => new Problem(0, 'stopped', 'The upload was stopped.')

  function ask(method: string, to: string, headers: Record<string, string>, body?: Blob, hear?: (sent: number) => void) {
    return new Promise<Answer>((resolve, reject) => {
      if (state !== 'going' && method !== 'DELETE') {
        reject(stopped())
        return
      }
      const one = new XMLHttpRequest()
      request = one
      one.open(method, to)
      one.setRequestHeader('Tus-Resumable', '1.0.0')
      for (const [name, value] of Object.entries(headers)) one.setRequestHeader(name, value)
      if (hear) one.upload.onprogress = (event) => hear(event.loaded)
      one.onload = () => {
        const answer = { status: one.status, text: one.responseText, header: (name: string) => one.getResponseHeader(name) }
        if (one.status >= 200 && one.status < 300) resolve(answer)
        else reject(toProblem(one.status, parsed(one.responseText)))
      }
      one.onerror = () => {
        const told = 'The connection is lost. What has arrived is kept for a day; try again to go on.'
        reject(new Problem(0, 'unreachable', told))
      }
      one.onabort = () => reject(stopped())
      one.send(body)
    })
  }

  async function begin(): Promise<void> {
    const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)))
    const made = await ask('POST', path, { 'Upload-Length': String(file.size), 'Upload-Metadata': `filename ${name}` })
    url = made.header('Location') ?? undefined
    if (!url) throw new Problem(0, 'unknown', 'The server did not say where the upload goes on.')
    busy.add(url)
    remember(key, url)
  }

  /** Where the server stands with what an earlier page, or an earlier try, has sent; 0 after a new beginning. */
  async function standing(): Promise<number> {
    const known = url ?? recall(key)
    if (known && (url || !busy.has(known))) {
      url = known
      busy.add(known)
      try {
        return Number((await ask('HEAD', known, {})).header('Upload-Offset'))
      } catch (problem) {
        // It was dropped after a day, or belongs to whoever used this browser before.
        if (!isProblem(problem) || problem.status !== 404) throw problem
        busy.delete(known)
        url = undefined
      }
    }
    await begin()
    return 0
  }

  async function send(): Promise<Upload> {
    let tries = 0
    for (;;) {
      try {
        let at = await standing()
        onProgress(at)
        while (at < file.size) {
          const from = at
          const headers = { 'Upload-Offset': String(from), 'Content-Type': 'application/offset+octet-stream' }
          const piece = file.slice(from, from + PIECE)
          const taken = await ask('PATCH', url ?? '', headers, piece, (sent) => onProgress(from + sent))
          at = Number(taken.header('Upload-Offset'))
          tries = 0
        }
        const { upload } = parsed((await ask('GET', url ?? '', {})).text) as { upload: Upload }
        return upload
      } catch (problem) {
        if (state === 'ended') throw problem
        if (state === 'paused') {
          await rest()
          continue
        }
        const pause = PAUSES[tries++]
        if (!passes(problem) || pause === undefined) throw problem
        onLost?.()
        await rest(pause)
      }
    }
  }

  const leave = () => {
    state = 'ended'
    if (url) busy.delete(url)
  }
  const promise = send().then(
    (upload) => {
      leave()
      remember(key, undefined)
      return upload
    },
    (problem: unknown) => {
      leave()
      if (isProblem(problem) && problem.status >= 400) remember(key, undefined)
      throw problem
    },
  )
  return {
    promise: promise.catch((problem: unknown) => {
      throw isProblem(problem) && problem.code === 'stopped' ? new Problem(0, 'cancelled', 'The upload was cancelled.') : problem
    }),
    abort: () => {
      if (state === 'ended') return
      leave()
      remember(key, undefined)
      request?.abort()
      wake()
      // The server forgets it too; if it cannot be told, it does so after a day.
      if (url) ask('DELETE', url, {}).catch(() => undefined)
    },
    pause: () => {
      if (state !== 'going') return
      state = 'paused'
      request?.abort()
    },
    resume: () => {
      if (state !== 'paused') return
      state = 'going'
      wake()
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

// A browser that keeps nothing only loses the way back to what it had begun.
function all(): Record<string, string> {
  try {
    return (parsed(localStorage.getItem(KEPT) ?? '') ?? {}) as Record<string, string>
  } catch {
    return {}
  }
}

const recall = (key: string) => all()[key]

function remember(key: string, url: string | undefined) {
  const others = Object.entries(all()).filter(([other]) => other !== key)
  // The newest few hundred; older ones have expired.
  const kept = Object.fromEntries([...others, ...(url ? [[key, url]] : [])].slice(-300))
  try {
    localStorage.setItem(KEPT, JSON.stringify(kept))
  } catch {
    // As above.
  }
}
