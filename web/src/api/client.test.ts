import { afterEach, expect, it, vi } from 'vitest'
import { api, href, send, toProblem, whenSignedOut } from './client'

const answer = (status: number, body: unknown) =>
  vi.fn<(request: Request) => Promise<Response>>(() =>
    Promise.resolve(
      new Response(body === undefined ? null : JSON.stringify(body), {
        status,
        headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json', 'X-Request-Id': 'req-1' },
      }),
    ),
  )

afterEach(() => vi.unstubAllGlobals())

it('turns problem+json into a Problem with field errors and who to ask', () => {
  const problem = toProblem(403, {
    detail: 'You may not lock this.',
    code: 'forbidden',
    ask: 'A project admin can.',
    errors: [{ field: 'reason', code: 'required', detail: 'Say why.' }],
  })
  expect(problem).toMatchObject({
    status: 403,
    code: 'forbidden',
    message: 'You may not lock this. A project admin can.',
    fields: { reason: 'Say why.' },
  })
})
it('sends an idempotency key with every POST and with nothing else', async () => {
  const fetch = answer(200, { items: [], next: null })
  await send(api.POST('/api/v1/password-resets', { body: { email: 'a@b.example' }, fetch, baseUrl: 'http://x.test' }))
  await send(api.GET('/api/v1/me/sessions', { fetch, baseUrl: 'http://x.test' }))
  const [post, get] = fetch.mock.calls.map(([request]) => request)
  expect(post?.headers.get('idempotency-key')).toMatch(/^[0-9a-f-]{36}$/)
  expect(get?.headers.has('idempotency-key')).toBe(false)
})
it('leads to the sign-in page when the session is gone, unless it was signing in that failed', async () => {
  const signedOut = vi.fn()
  whenSignedOut(signedOut)
  const fetch = answer(401, { code: 'unauthenticated', detail: 'Sign in first.' })
  await expect(send(api.GET('/api/v1/me', { fetch, baseUrl: 'http://x.test' }), { quiet401: true })).rejects.toThrow('Sign in first.')
  expect(signedOut).not.toHaveBeenCalled()
  await expect(send(api.GET('/api/v1/me', { fetch, baseUrl: 'http://x.test' }))).rejects.toMatchObject({ requestId: 'req-1' })
  expect(signedOut).toHaveBeenCalledOnce()
})
it('says so in words when no answer comes', async () => {
  const fetch = vi.fn(() => Promise.reject(new TypeError('network')))
  await expect(send(api.GET('/api/v1/me', { fetch, baseUrl: 'http://x.test' }))).rejects.toMatchObject({
    status: 0,
    code: 'unreachable',
  })
})
it('leaves empty parameters out of addresses', () => {
  expect(href('/x', { a: 1, b: undefined, c: '', d: 'ü&' })).toBe('/api/v1/x?a=1&d=%C3%BC%26')
})
