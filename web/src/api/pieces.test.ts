import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Problem } from '~/lib/problem'
import { inPieces, passes, PIECE } from './pieces'

type Step = (request: Fake) => void
/** What was asked, and how the next requests are answered; without a step the server takes everything. */
const server = { at: 0, size: 0, made: 0, asked: [] as string[], steps: [] as Step[] }

class Fake {
  upload: { onprogress?: (event: { loaded: number }) => void } = {}
  onload?: () => void
  onerror?: () => void
  onabort?: () => void
  status = 0
  responseText = ''
  headers: Record<string, string> = {}
  answers: Record<string, string> = {}
  method = ''
  url = ''
  body: Blob | undefined
  over = false
  open(method: string, url: string) {
    this.method = method
    this.url = url
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value
  }
  getResponseHeader = (name: string) => this.answers[name] ?? null
  abort() {
    if (this.over) return
    this.over = true
    this.onabort?.()
  }
  answer(status: number, answers: Record<string, string> = {}, body?: unknown) {
    if (this.over) return
    this.over = true
    this.status = status
    this.answers = answers
    this.responseText = body === undefined ? '' : JSON.stringify(body)
    this.onload?.()
  }
  send(body?: Blob) {
    this.body = body
    server.asked.push(`${this.method} ${this.headers['Upload-Offset'] ?? ''}`.trim())
    queueMicrotask(() => (server.steps.shift() ?? usual)(this))
  }
}

const usual: Step = (request) => {
  if (request.method === 'POST') {
    server.at = 0
    request.answer(201, { Location: `/arr_${++server.made}` })
  } else if (request.method === 'HEAD') request.answer(200, { 'Upload-Offset': String(server.at) })
  else if (request.method === 'GET') request.answer(200, {}, { upload: { id: 'upl_1' } })
  else if (request.method === 'DELETE') request.answer(204)
  else {
    server.at += request.body?.size ?? 0
    request.upload.onprogress?.({ loaded: request.body?.size ?? 0 })
    request.answer(204, { 'Upload-Offset': String(server.at) })
  }
}
const silent: Step = () => undefined
const broken: Step = (request) => request.onerror?.()

/** A file that says it is large and holds nothing. */
function fileOf(size: number, name = 'Modèle.ifc') {
  const file = new File(['x'], name, { lastModified: 1 })
  Object.defineProperty(file, 'size', { value: size })
  file.slice = (from = 0, to = size) => ({ size: Math.min(to, size) - from }) as Blob
  return file
}

const start = (file: File, more: Partial<Parameters<typeof inPieces>[3]> = {}) =>
  inPieces('acme', 'prj_1', file, { onProgress: () => undefined, ...more })

beforeEach(() => {
  Object.assign(server, { at: 0, made: 0, asked: [], steps: [] })
  localStorage.clear()
  vi.stubGlobal('XMLHttpRequest', Fake)
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('an upload in pieces', () => {
  it('goes piece by piece and ends in the upload that the server made of it', async () => {
    const seen: number[] = []
    const size = 2 * PIECE + 5
    await expect(start(fileOf(size), { onProgress: (sent) => seen.push(sent) }).promise).resolves.toEqual({ id: 'upl_1' })
    expect(server.asked).toEqual(['POST', 'PATCH 0', `PATCH ${PIECE}`, `PATCH ${2 * PIECE}`, 'GET'])
    expect(seen).toEqual([0, PIECE, 2 * PIECE, size])
    expect(localStorage.getItem('wayleave.arrivals')).toBe('{}')
  })
  it('asks after a broken connection how far the server is, and goes on from there', async () => {
    const onLost = vi.fn()
    server.steps = [usual, (request) => {
      server.at = 77
      broken(request)
    }]
    const sending = start(fileOf(1000), { onLost })
    await vi.advanceTimersByTimeAsync(0)
    expect(onLost).toHaveBeenCalledOnce()
    await vi.advanceTimersByTimeAsync(1000)
    await sending.promise
    expect(server.asked).toEqual(['POST', 'PATCH 0', 'HEAD', 'PATCH 77', 'GET'])
  })
  it('does not wait when the network is back', async () => {
    server.steps = [usual, broken, broken, broken]
    const sending = start(fileOf(1000))
    await vi.advanceTimersByTimeAsync(3000)
    expect(server.asked).toHaveLength(4)
    dispatchEvent(new Event('online'))
    await expect(sending.promise).resolves.toBeDefined()
  })
  it('gives up in the end, keeps the way back, and goes on when the file is chosen again', async () => {
    server.steps = [usual, ...Array.from({ length: 20 }, () => broken)]
    const first = start(fileOf(1000))
    const failed = expect(first.promise).rejects.toMatchObject({ code: 'unreachable' })
    await vi.advanceTimersByTimeAsync(3_600_000)
    await failed
    server.steps = []
    server.asked = []
    server.at = 500
    await start(fileOf(1000)).promise
    expect(server.asked).toEqual(['HEAD', 'PATCH 500', 'GET'])
  })
  it('begins anew when the server has dropped what was begun', async () => {
    localStorage.setItem('wayleave.arrivals', JSON.stringify({ '/api/v1/organisations/acme/projects/prj_1/uploads/resumable|Modèle.ifc|1000|1': '/arr_9' }))
    server.steps = [(request) => request.answer(404)]
    await start(fileOf(1000)).promise
    expect(server.asked).toEqual(['HEAD', 'POST', 'PATCH 0', 'GET'])
  })
  it('does not go on with what this page is sending already', async () => {
    server.steps = [usual, silent]
    const first = start(fileOf(1000))
    first.promise.catch(() => undefined)
    await vi.advanceTimersByTimeAsync(0)
    server.steps = []
    await start(fileOf(1000)).promise
    expect(server.made).toBe(2)
    first.abort()
  })
  it('is paused without a try in between, and goes on from where the server stands', async () => {
    server.steps = [usual, silent]
    const sending = start(fileOf(1000))
    await vi.advanceTimersByTimeAsync(0)
    sending.pause?.()
    await vi.advanceTimersByTimeAsync(600_000)
    expect(server.asked).toEqual(['POST', 'PATCH 0'])
    server.at = 300
    sending.resume?.()
    await sending.promise
    expect(server.asked.slice(2)).toEqual(['HEAD', 'PATCH 300', 'GET'])
  })
  it('is cancelled here and on the server, also while it waits', async () => {
    server.steps = [usual, broken]
    const sending = start(fileOf(1000))
    const ended = expect(sending.promise).rejects.toMatchObject({ code: 'cancelled' })
    await vi.advanceTimersByTimeAsync(0)
    sending.abort()
    await ended
    expect(server.asked).toEqual(['POST', 'PATCH 0', 'DELETE'])
    expect(localStorage.getItem('wayleave.arrivals')).toBe('{}')
  })
  it('tells the server’s reason for a refusal and does not ask again', async () => {
    const told = { code: 'invalid', detail: 'The PDF is damaged: no trailer.' }
    server.steps = [usual, (request) => request.answer(422, {}, told)]
    await expect(start(fileOf(1000)).promise).rejects.toMatchObject({ message: told.detail })
    expect(server.asked).toEqual(['POST', 'PATCH 0'])
  })
  it('is tried again after what passes by itself, and after nothing else', () => {
    const after = (status: number, code = '') => passes(new Problem(status, code, ''))
    for (const status of [0, 423, 429, 500, 502, 503]) expect(after(status), String(status)).toBe(true)
    for (const status of [401, 403, 404, 412, 413, 415, 422]) expect(after(status), String(status)).toBe(false)
    expect(after(409, 'wrong_offset')).toBe(true)
    expect(after(409, 'unfinished_uploads')).toBe(false)
    expect(passes(new Error('a defect'))).toBe(false)
  })
})
