// Links as others see them: how two of them answer, and whatever follows every link in every mail.
import { expect, type APIRequestContext, type Browser, type BrowserContext } from '@playwright/test'
import type { Server } from './server'

/** All that an answer tells, but for when it was given and under which number. */
export async function answerTo({ request }: { request: APIRequestContext }, address: string) {
  const found = await request.get(address, { maxRedirects: 0 })
  const { date: _date, 'x-request-id': _request, ...headers } = found.headers()
  return { status: found.status(), headers, body: (await found.body()).toString('latin1') }
}

/** A link of the same form that nobody ever got. */
export function unknownLike(link: string): string {
  const unknown = `${link.slice(0, -8)}${link.slice(-8).split('').reverse().join('')}`
  expect(unknown).not.toBe(link)
  return unknown
}

/** Every address in a mail: in its headers, its text and its mark-up. */
export const linksIn = (mail: string) => new Set(Array.from(mail.matchAll(/https?:\/\/[^\s"'<>()]+/g), ([link]) => link.replaceAll('&amp;', '&')))

/** Asks for every link of every mail, twice, as a scanner does that has no cookies; returns the links. */
export async function scanEveryLink(browser: Browser, server: Server): Promise<string[]> {
  const links = new Set((await server.mailbox()).flatMap((mail) => [...linksIn(mail)]).filter((link) => link.startsWith(server.url)))
  const scanner: BrowserContext = await browser.newContext()
  for (const link of links) {
    for (const method of ['HEAD', 'GET', 'HEAD', 'GET']) {
      const answer = await scanner.request.fetch(link, { method })
      expect(answer.status(), `${method} ${link}`).toBeLessThan(500)
    }
  }
  expect(await scanner.cookies()).toEqual([])
  await scanner.close()
  return [...links]
}
