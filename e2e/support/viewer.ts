// Looking into the viewer: documents made from files, what its canvas shows, and what its address says.
import { expect, type Page } from '@playwright/test'
import { call, type Created, uploadFile, type World } from './world'

/** A document of one file; returns the address of its page and what else tells it. */
export async function addFile(world: World, number: string, title: string, name: string, bytes: Buffer) {
  const upload_id = await uploadFile(world.ann, world.project, name, bytes)
  const rows = [{ upload_id, number, title, revision: 'P01', document_type: 'DRG', discipline: 'ARC', status: 'for_review' }]
  const {
    items: [made],
  } = await call<Created>(world.ann, 'POST', `${world.project}/documents`, { rows })
  if (!made) throw new Error(`${number} was not made`)
  world.documents.push(made)
  return { ...made, url: `${world.inProject}/register/${made.id}` }
}

export async function addRevision(world: World, document: string, code: string, name: string, bytes: Buffer) {
  const upload_id = await uploadFile(world.ann, world.project, name, bytes)
  await call(world.ann, 'POST', `${world.project}/documents/${document}/revisions`, { upload_id, revision: code, change_description: 'Moved', status: 'for_review' })
}

export const sheet = (page: Page, name: RegExp | string = /^Page \d+ of \d+$/) => page.getByRole('img', { name })

/** The page is there, drawn, and nothing says that it could not be. */
export async function drawn(page: Page, name?: RegExp | string) {
  await expect(sheet(page, name)).toHaveAttribute('data-drawn', 'true', { timeout: 60_000 })
  await expect(page.getByRole('group').getByRole('alert')).toHaveCount(0)
}

export type Ink = { dark: number; red: number; green: number; blue: number; yellow: number }

/** How many dots of the canvas are of which kind. */
export function ink(page: Page, name: RegExp | string = /^Page \d+ of \d+$/): Promise<Ink> {
  return sheet(page, name)
    .locator('canvas')
    .evaluate((element) => {
      const canvas = element as HTMLCanvasElement
      const { data } = canvas.getContext('2d', { alpha: false })?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] }
      const found = { dark: 0, red: 0, green: 0, blue: 0, yellow: 0 }
      for (let at = 0; at < data.length; at += 4) {
        const [r = 0, g = 0, b = 0] = [data[at], data[at + 1], data[at + 2]]
        if (r < 110 && g < 110 && b < 110) found.dark += 1
        else if (r > 150 && g < 110 && b < 110) found.red += 1
        else if (b > 150 && r < 110 && g < 140) found.blue += 1
        else if (g > 110 && r < 110 && b < 110) found.green += 1
        else if (r > 200 && g > 100 && b < 190 && r - b > 60) found.yellow += 1
      }
      return found
    })
}

/** Waits until the canvas shows what is expected of it. */
export const shows = (page: Page, what: (ink: Ink) => boolean, name?: RegExp | string) =>
  expect.poll(async () => what(await ink(page, name)), { timeout: 60_000 }).toBe(true)

export const address = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams)
