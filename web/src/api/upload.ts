// Sends one file with progress and a cancel that works: a large one in pieces, so that it can be paused and goes on where
// a connection broke, a small one in one request. That is an XMLHttpRequest, because fetch tells nothing of what has been
// sent.
import { Problem } from '~/lib/problem'
import { BASE, newKey, toProblem } from './client'
import { inPieces } from './pieces'
import type { Upload } from './types'

export type Sending = {
  promise: Promise<Upload>
  abort: () => void
  /** Only what goes in pieces can be paused. */
  pause?: () => void
  resume?: () => void
}

export type Hearing = {
  onProgress: (sent: number) => void
  /** The connection broke and is tried again after a while. */
  onLost?: () => void
}

/** Below this a second try costs less than the questions that pieces need. */
export const LARGE = 8 << 20

export function upload(org: string, project: string, file: File, hearing: Hearing): Sending {
  return file.size < LARGE ? inOne(org, project, file, hearing) : inPieces(org, project, file, hearing)
}

function inOne(org: string, project: string, file: File, { onProgress }: Hearing): Sending {
  const path = `/organisations/${encodeURIComponent(org)}/projects/${encodeURIComponent(project)}/uploads`
  return sendFile<Upload>(`${path}?filename=${encodeURIComponent(file.name)}`, file, onProgress)
}

export type Transfer<Kept> = { promise: Promise<Kept>; abort: () => void }

/** Sends a file in one request to where it is taken in. */
export function sendFile<Kept>(path: string, file: File, onProgress: (sent: number) => void): Transfer<Kept> {
  const request = new XMLHttpRequest()
  const promise = new Promise<Kept>((resolve, reject) => {
    request.open('POST', `${BASE}${path}`)
    request.responseType = 'text'
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.setRequestHeader('Idempotency-Key', newKey())
    request.upload.onprogress = (event) => onProgress(event.loaded)
    request.onload = () => {
      const body = parse(request.responseText)
      if (request.status >= 200 && request.status < 300) resolve(body as Kept)
      else reject(toProblem(request.status, body, request.getResponseHeader('x-request-id') ?? undefined))
    }
    request.onerror = () => reject(new Problem(0, 'unreachable', 'The connection broke before the file had arrived.'))
    request.onabort = () => reject(new Problem(0, 'cancelled', 'The upload was cancelled.'))
    request.send(file)
  })
  return { promise, abort: () => request.abort() }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
