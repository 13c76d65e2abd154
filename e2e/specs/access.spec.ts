// Letting in and ending it: the ledger in bulk, groups, overrides, full register access, and people who leave.
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { choose } from '../support/people'
import { expect, test } from '../support/test'
import { call, inDays, makeWorld, share } from '../support/world'

async function exported(page: Page, name: string): Promise<string> {
  const waiting = page.waitForEvent('download')
  await page.getByRole('link', { name }).click()
  return readFile(await (await waiting).path(), 'utf8')
}

test('access is extended, ended in bulk, and exported', async ({ browser, server }) => {
  const world = await makeWorld(browser, server, 'Ledger Works', ['A-101', 'A-102'])
  const { ann } = world
  await world.join('ed@ledger.example', 'Ed Forge', 'external')
  for (const number of ['A-101', 'A-102']) await share(world, number, { kind: 'company', id: world.companies.outside })
  const { share: link } = await call<{ share: { id: string }; link: string }>(ann, 'POST', `${world.project}/guest-shares`, {
    document_id: world.documents[0]?.id,
    revision_id: world.documents[0]?.revision.id,
    follows: 'pinned',
    label: 'Planning officer',
    expires_on: inDays(10),
  })
  expect(link.id).toBeTruthy()

  await ann.goto(`${world.inProject}/access?kind=share`)
  await test.step('two shares are extended, then ended, with a reason', async () => {
    await expect(ann.getByRole('row', { name: /Northgate Steel/ })).toHaveCount(2)
    await ann.getByRole('checkbox', { name: 'Select all loaded rows' }).check()
    await ann.getByRole('button', { name: 'Extend' }).click()
    await ann.getByRole('dialog').getByLabel('Until').fill(inDays(40))
    await ann.getByRole('dialog').getByRole('button', { name: 'Extend' }).click()
    await expect(ann.getByText('2 changed.')).toBeVisible()
    await ann.getByRole('checkbox', { name: 'Select all loaded rows' }).check()
    await ann.getByRole('button', { name: 'End access' }).click()
    await ann.getByRole('dialog').getByLabel('Reason').fill('The package is finished')
    await ann.getByRole('dialog').getByRole('button', { name: 'End access' }).click()
    await expect(ann.getByRole('row', { name: /Northgate Steel/ })).toHaveCount(0)
  })
  await test.step('ledger, audit log and access log are exported', async () => {
    await ann.goto(`${world.inProject}/access`)
    expect(await exported(ann, 'Export CSV')).toContain('Planning officer')
    await ann.goto(`${world.home}/audit`)
    expect(await exported(ann, 'Export CSV')).toContain('The package is finished')
    expect(await exported(ann, 'Export JSON')).toContain('The package is finished')
    await ann.goto(`${world.inProject}/shares`)
    await ann.getByRole('row', { name: /Planning officer/ }).click()
    expect(await exported(ann, 'Export CSV')).toMatch(/^[a-z_, ]+/i)
  })
  expect.soft(world.errors).toEqual([])
})

test('people are grouped, let in further, and leave', async ({ browser, server }) => {
  const world = await makeWorld(browser, server, 'People Works', ['A-101', 'A-102'])
  const { ann } = world
  const ed = await world.join('ed@people.example', 'Ed Forge', 'external')
  await world.join('ines@people.example', 'Ines Roca', 'initiator')

  await test.step('a group with a right of its own', async () => {
    await ann.goto(`${world.inProject}/people?tab=groups`)
    await ann.getByRole('button', { name: 'New group' }).click()
    await ann.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Design review')
    await ann.getByRole('dialog').getByRole('button', { name: /Save|Add|New group/ }).click()
    await expect(ann.getByRole('heading', { name: 'Design review' })).toBeVisible()
  })
  await test.step('an override takes an action away', async () => {
    await ann.goto(`${world.inProject}/people?tab=overrides`)
    await ann.getByRole('button', { name: 'New override' }).first().click()
    const dialog = ann.getByRole('dialog')
    await choose(ann, 'Person', /Ines Roca/)
    await choose(ann, 'Action', 'Upload documents')
    await dialog.getByText('may not', { exact: true }).click()
    await dialog.getByLabel('Reason').fill('Until the induction is done')
    await dialog.getByRole('button', { name: /Save|New override|Add/ }).click()
    await expect(ann.getByRole('row', { name: /Ines Roca, Upload documents/ })).toContainText('may not')
  })
  await test.step('full register access opens what was accepted, until its end', async () => {
    await ed.goto(`${world.inProject}/register`)
    await expect(ed.getByText('Nothing has been shared with you yet')).toBeVisible()
    await ann.goto(`${world.inProject}/people`)
    await ann.getByRole('row', { name: /Ed Forge/ }).getByRole('button', { name: /Ed Forge|More/ }).click()
    await ann.getByRole('menuitem', { name: 'Give full register access' }).click()
    await ann.getByRole('dialog').getByLabel('Until').fill(inDays(7))
    await ann.getByRole('dialog').getByLabel('Reason').fill('Coordination week')
    await ann.getByRole('dialog').getByRole('button', { name: 'Give full register access' }).click()
    await expect(ann.getByText('Ed Forge sees the full register now.')).toBeVisible()
    await ed.reload()
    await expect(ed.getByRole('row', { name: /A-102/ })).toBeVisible()
  })
  await test.step('an invitation is sent again, then revoked', async () => {
    await call(ann, 'POST', `${world.org}/invitations`, { invitations: [{ email: 'late@people.example', name: 'Lea Late' }], role: 'member' })
    await ann.goto(`${world.home}/people?tab=invitations`)
    const row = ann.getByRole('row', { name: /late@people.example/ })
    await row.getByRole('button').click()
    await ann.getByRole('menuitem', { name: 'Send again' }).click()
    await expect(ann.getByText('A new invitation is on its way.', { exact: false })).toBeVisible()
    await row.getByRole('button').click()
    await ann.getByRole('menuitem', { name: 'Revoke' }).click()
    await ann.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await expect(row).toContainText('Revoked')
  })
  await test.step('who leaves hands over, and is signed out', async () => {
    await ann.goto(`${world.home}/people`)
    const row = ann.getByRole('row', { name: /Ed Forge/ })
    await row.getByRole('button').click()
    await ann.getByRole('menuitem', { name: 'Deactivate' }).click()
    await ann.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click()
    await expect(row).toContainText('Deactivated')
    expect((await ed.request.get(`${server.url}/api/v1${world.project}/documents`)).status()).not.toBe(200)
  })
  expect.soft(world.errors).toEqual([])
})
