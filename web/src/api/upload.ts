// Sends one file with progress and a cancel that works. XMLHttpRequest, because fetch tells nothing of
// what has been sent.
import { Problem } from '~/lib/problem'
import { BASE, newKey, toProblem } from './client'
import type { Upload } from './types'

export type Sending = { promise: Promise<Upload>; abort: () => void }

export function upload(org: string, project: string, file: File, onProgress: (sent: number) => void): Sending {
  const request = new XMLHttpRequest()
  const promise = new Promise<Upload>((resolve, reject) => {
    const path = `/organisations/${encodeURIComponent(org)}/projects/${encodeURIComponent(project)}/uploads`
    request.open('POST', `${BASE}${path}?filename=${encodeURIComponent(file.name)}`)
    request.responseType = 'text'
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.setRequestHeader('Idempotency-Key', newKey())
    request.upload.onprogress = (event) => onProgress(event.loaded)
    request.onload = () => {
      const body = parse(request.responseText)
      if (request.status >= 200 && request.status < 300) resolve(body as Upload)
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
