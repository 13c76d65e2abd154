// The test function of this suite: a running server per worker, and the checks every screen passes.
import AxeBuilder from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'
import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { startServer, type Server } from './server'

export { expect }
export type { Page }

export const test = base.extend<{ tidied: void }, { server: Server }>({
  // Pages that a test leaves open would go on asking the server beside every test after it.
  tidied: [
    async ({ browser }, use) => {
      await use()
      await Promise.all(browser.contexts().map((context) => context.close()))
    },
    { auto: true },
  ],
  server: [
    async ({}, use) => {
      const server = await startServer()
      await use(server)
      await server.stop()
    },
    { scope: 'worker' },
  ],
})

const shots = resolve(import.meta.dirname, '../../target/e2e/screens')

/** Fails on any accessibility finding, and keeps pictures of the screen at desk and phone width. */
export async function look(page: Page, name: string) {
  await mkdir(shots, { recursive: true })
  // The pointer rests nowhere, so that no hint lies over the screen.
  await page.mouse.move(0, 0)
  await expect(page.getByRole('tooltip')).toHaveCount(0)
  // A dialog has its name a moment after it is there.
  for (const dialog of await page.getByRole('dialog').all()) await expect.soft(dialog).toHaveAccessibleName(/\S/)
  // What fades in is judged when it is there; what turns for ever is not waited for.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity)
        .map((one) => one.finished.catch(() => undefined)),
    ),
  )
  // Behind an open dialog or menu nothing can be reached, so it alone is judged.
  const judge = async () => {
    const dialog = await page.getByRole('dialog').count()
    const menu = await page.getByRole('menu').count()
    const axe = new AxeBuilder({ page })
    return (dialog > 0 ? axe.include('[role=dialog]') : menu > 0 ? axe.include('[role=menu]') : axe).analyze()
  }
  // What was just closing is gone when it is looked for; then the page is judged.
  const found = await judge().catch(judge)
  const problems = found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`)
  const size = page.viewportSize()
  // A browser on a phone has no other size.
  if (size && size.width > 390) await page.screenshot({ path: `${shots}/${name}-1440.png` })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.screenshot({ path: `${shots}/${name}-390.png` })
  const narrow = await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)
  if (size) await page.setViewportSize(size)
  expect.soft(problems, `${name} passes axe`).toEqual([])
  expect.soft(narrow, `${name} does not scroll sideways at 390 px`).toBe(true)
}

/** The same in light and in dark. */
export async function both(page: Page, name: string) {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await look(page, `${name}-${scheme}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
