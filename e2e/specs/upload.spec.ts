// More files than the server takes at a time enter in portions; those that are wrong stay to be mended.
import { choose } from '../support/people'
import { expect, look, test } from '../support/test'
import { call, makeWorld } from '../support/world'

const COUNT = 205

test('hundreds of files enter from one dialog, and what is wrong is mended there', async ({ browser, server }) => {
  test.setTimeout(300_000)
  const world = await makeWorld(browser, server, 'Portion Works', ['N-205'])
  const { ann } = world
  const dialog = ann.getByRole('dialog')
  const files = Array.from({ length: COUNT }, (_, at) => {
    const number = `N-${String(at + 1).padStart(3, '0')}`
    return { name: `${number}_P01.txt`, mimeType: 'text/plain', buffer: Buffer.from(`Schedule ${number}\n`) }
  })
  await ann.goto(`${world.inProject}/register`)
  await ann.getByRole('button', { name: 'Upload' }).first().click()
  await dialog.getByLabel('Files to upload').setInputFiles(files)
  await expect(dialog.getByText(/still on their way/)).toBeVisible()
  await expect(dialog.getByText(/still on (its|their) way/)).toHaveCount(0, { timeout: 120_000 })
  await choose(ann, 'For all rows: Document type', /Drawing/)
  // The last number is in the register already.
  await expect(dialog.getByText(/1 row needs a correction/)).toBeVisible({ timeout: 60_000 })
  await expect(dialog.getByText(/204 rows are ready/)).toBeVisible()
  await look(ann, 'upload-portions')
  await dialog.getByRole('checkbox', { name: 'Only the row that needs a correction' }).check()
  await dialog.getByRole('textbox', { name: /^Number: N-205/ }).fill('N-505')
  await expect(dialog.getByText(/205 rows are ready/)).toBeVisible({ timeout: 60_000 })
  await dialog.getByRole('button', { name: 'Add 205 documents' }).click()
  await expect(dialog).toHaveCount(0, { timeout: 120_000 })
  const { count } = await call<{ count: number }>(ann, 'GET', `${world.project}/documents/count`)
  expect(count).toBe(COUNT + 1)
  expect(world.errors).toEqual([])
})
