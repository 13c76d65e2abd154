// The audit log of the organisation and of one project: narrowed by days, and taken along by whoever may.
import { expect, look, test } from '../support/test'
import { makeWorld } from '../support/world'

test('the log is narrowed by days, and a project admin reads that of the project', async ({ browser, server }) => {
  const world = await makeWorld(browser, server, 'Log Works', ['A-101'])
  const { ann } = world
  const pat = await world.join('pat@log.example', 'Pat Quay', 'project_admin')
  const today = await ann.evaluate(() => new Date().toLocaleDateString('sv'))
  const rows = (page: typeof ann) => page.getByRole('grid', { name: 'Audit log' }).getByRole('row', { name: /A-101/ })

  await test.step('a day counts whole, from its first moment to its last', async () => {
    await ann.goto(`${world.home}/audit`)
    await expect(rows(ann).first()).toBeVisible()
    await ann.getByLabel('From').fill(today)
    await ann.getByLabel('To', { exact: true }).fill(today)
    await expect(rows(ann).first()).toBeVisible()
    await look(ann, 'audit-days')
    const [download] = await Promise.all([ann.waitForEvent('download'), ann.getByRole('link', { name: 'Export CSV' }).click()])
    expect(await download.failure()).toBeNull()
    await ann.getByLabel('To', { exact: true }).fill('2026-01-01')
    await ann.getByLabel('From').fill('2025-12-31')
    await expect(ann.getByText('Nothing matches these filters')).toBeVisible()
  })

  await test.step('whoever runs the project alone sees what happened there', async () => {
    await pat.goto(`${world.inProject}/register`)
    await pat.getByRole('navigation').getByRole('link', { name: 'Audit' }).click()
    await expect(rows(pat).first()).toBeVisible()
    // Where the organisation's people signed in is none of the project's business.
    await expect(pat.getByRole('row', { name: /signed in/ })).toHaveCount(0)
    await expect(pat.getByRole('button', { name: 'Check the chain' })).toHaveCount(0)
    const [download] = await Promise.all([pat.waitForEvent('download'), pat.getByRole('link', { name: 'Export JSON' }).click()])
    expect(await download.failure()).toBeNull()
    await look(pat, 'audit-project')
  })
  expect(world.errors).toEqual([])
})
