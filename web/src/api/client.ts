// The one way to the server. Requests stay on this origin with the session's cookie; whatever goes wrong
// arrives as a Problem; a lost session leads to the sign-in page and back.
import createClient from 'openapi-fetch'
import { type FieldErrors, Problem } from '~/lib/problem'
import type { paths, ProblemBody } from './types'

export const BASE = '/api/v1'

let onSignedOut: () => void = () => undefined

/** Says what happens when the server no longer knows the session. */
export function whenSignedOut(handler: () => void) {
  onSignedOut = handler
}

export const newKey = () => crypto.randomUUID()

const client = createClient<paths>({ baseUrl: '', credentials: 'same-origin' })

client.use({
  onRequest({ request }) {
    // The same form sent twice by an impatient hand must not act twice after a lost answer.
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) {
      request.headers.set('Idempotency-Key', newKey())
    }
    return request
  },
})

export const api = client

const UNREACHABLE = 'The server cannot be reached. Check the connection; nothing was changed as far as is known.'

export function toProblem(status: number, body: unknown, requestId?: string): Problem {
  const problem: ProblemBody = typeof body === 'object' && body !== null ? body : {}
  const fields: FieldErrors = {}
  for (const { field, detail } of problem.errors ?? []) fields[field] ??= detail
  const said = problem.detail ?? problem.title ?? `The server answered ${status}.`
  const message = problem.ask && !said.includes(problem.ask) ? `${said} ${problem.ask}` : said
  return new Problem(status, problem.code ?? 'unknown', message, fields, requestId, { ...problem })
}

type Answer<Data> = { data?: Data; error?: unknown; response: Response }

/** The answer's body, or a Problem thrown. */
export async function send<Data>(call: Promise<Answer<Data>>, { quiet401 = false } = {}): Promise<Data> {
  let answer: Answer<Data>
  try {
    answer = await call
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Problem(0, 'unreachable', UNREACHABLE)
  }
  if (answer.response.ok) return answer.data as Data
  if (answer.response.status === 401 && !quiet401) onSignedOut()
  throw toProblem(answer.response.status, answer.error, answer.response.headers.get('x-request-id') ?? undefined)
}

/** Address of something the browser fetches by itself: a file, a page image, an export. */
export function href(path: string, query: Record<string, string | number | undefined> = {}): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(key, String(value))
  const text = search.toString()
  return `${BASE}${path}${text && `?${text}`}`
}
