// Letting in and ending it: the ledger in bulk, groups, overrides, full register access, and people who leave.
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { accept, choose, newBrowser } from '../support/people'
import { expect, look, test } from '../support/test'
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
    expect(await exported(ann, 'Export CSV')).toMatch(/^\ufeff[a-z_, ]+/i)
  })
  expect.soft(world.errors).toEqual([])
})

test('people are grouped, let in further, and leave', async ({ browser, server }) => {
  const world = await makeWorld(browser, server, 'People Works', ['A-101', 'A-102'])
  const { ann } = world
  const ed = await world.join('ed@people.example', 'Ed Forge', 'external')
  const ines = await world.join('ines@people.example', 'Ines Roca', 'initiator')

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
    await ann.getByRole('row', { name: /Ed Forge/ }).getByRole('button', { name: /Ed Forge|More/ }).click()
    await ann.getByRole('menuitem', { name: 'End full register access' }).click()
    await expect(ann.getByText('Ed Forge no longer sees the full register.')).toBeVisible()
    await ed.reload()
    await expect(ed.getByText('Nothing has been shared with you yet')).toBeVisible()
  })
  await test.step('who comes from outside reads until when they are in, and whom to ask', async () => {
    await expect(ed.getByText(/Ask Ann Keel/)).toBeVisible()
    await ed.goto(world.home)
    await expect(ed.getByText(/^Your access ends/)).toBeVisible()
    await expect(ed.getByText(/Questions\? Ask Ann Keel/)).toBeVisible()
    await look(ed, 'home-external')
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
  await test.step('what one leaves behind is named before they go', async () => {
    await call(ines, 'POST', `${world.project}/guest-shares`, {
      document_id: world.documents[0]?.id,
      revision_id: world.documents[0]?.revision.id,
      follows: 'pinned',
      label: 'Harbour pilot',
      expires_on: inDays(10),
    })
    await ann.goto(`${world.home}/people`)
    const row = ann.getByRole('row', { name: /Ines Roca/ })
    await row.getByRole('button').click()
    await ann.getByRole('menuitem', { name: 'Deactivate' }).click()
    const dialog = ann.getByRole('dialog')
    await expect(dialog.getByText('1 grant they made stays open and passes to the project')).toBeVisible()
    await expect(dialog.getByRole('listitem').filter({ hasText: 'Harbour pilot' })).toContainText('Whoever has the link')
    await look(ann, 'hand-over')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
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

test('a project admin brings people in without being an administrator of the organisation', async ({ browser, server }) => {
  const world = await makeWorld(browser, server, 'Invite Works', ['A-101'])
  const pat = await world.join('pat@invite.example', 'Pat Quay', 'project_admin')
  await pat.goto(`${world.inProject}/people`)
  await test.step('somebody new is invited by mail, from a company outside', async () => {
    await pat.getByRole('button', { name: 'Invite people' }).click()
    const dialog = pat.getByRole('dialog', { name: 'Invite people into this project' })
    await dialog.getByLabel('Who').fill('not an address')
    await dialog.getByLabel('Who').fill('ed@steel.example Ed Forge')
    await choose(pat, 'Company', /Northgate Steel/)
    await look(pat, 'project-invite')
    await dialog.getByRole('button', { name: 'Send 1 invitation' }).click()
    await expect(pat.getByText('1 invitation is on its way.')).toBeVisible()
  })
  await test.step('the invitation is among those of the project until it is accepted', async () => {
    await pat.getByRole('tab', { name: 'Invitations' }).click()
    const row = pat.getByRole('row', { name: /ed@steel.example/ })
    await expect(row).toContainText('External participant')
    await expect(row).toContainText('Northgate Steel')
    const { page: ed } = await newBrowser(browser, world.errors)
    await accept(ed, await server.linkInMail('ed@steel.example', /#wli_/), 'Ed Forge')
    await pat.reload()
    await expect(row).toContainText('Accepted')
  })
  await test.step('a person of the organisation is found by name and added', async () => {
    await call(world.ann, 'POST', `${world.org}/invitations`, { invitations: [{ email: 'sam@invite.example', name: 'Sam Pile' }], role: 'member', company_id: world.companies.inside })
    const { page: sam } = await newBrowser(browser, world.errors)
    await accept(sam, await server.linkInMail('sam@invite.example', /#wli_/), 'Sam Pile')
    await pat.getByRole('tab', { name: 'Team' }).click()
    await pat.getByRole('button', { name: 'Add a person' }).click()
    await pat.getByRole('dialog').getByLabel('Person').fill('Sam')
    await pat.getByRole('option', { name: /Sam Pile/ }).click()
    await choose(pat, 'Role', 'Reviewer')
    await pat.getByRole('dialog').getByLabel('Until').fill('')
    await pat.getByRole('dialog').getByRole('button', { name: 'Add to the project' }).click()
    await expect(pat.getByRole('row', { name: /Sam Pile/ })).toContainText('Reviewer')
  })
  expect.soft(world.errors).toEqual([])
})
