// The end of a project: what stands open, the inspection, the archive, the lock; and a link that is over, asked for again.
import { readFile } from 'node:fs/promises'
import { newBrowser } from '../support/people'
import { expect, look, test } from '../support/test'
import { call, inDays, makeWorld } from '../support/world'

test('a project is closed out and locked', async ({ browser, server }) => {
  const world = await makeWorld(browser, server, 'Closing Works', ['A-101', 'A-102'])
  const { ann } = world
  const pat = await world.join('pat@closing.example', 'Pat Quay', 'project_admin')
  await call(ann, 'POST', `${world.project}/work-packages`, { name: 'Deck' })

  await test.step('it says what stands open, and where that is dealt with', async () => {
    await pat.goto(`${world.inProject}/settings?tab=closing`)
    await expect(pat.getByRole('listitem').filter({ hasText: 'All work packages' })).toContainText('1 open')
    await expect(pat.getByRole('button', { name: 'Lock the project' })).toBeDisabled()
    await expect(pat.getByText('only an organisation admin can lock')).toBeVisible()
    await look(pat, 'closeout-open')
    await pat.getByRole('link', { name: '(1 open)' }).click()
    await expect(pat.getByRole('row', { name: /Deck/ })).toBeVisible()
  })

  await test.step('what a person says is recorded with their name', async () => {
    await pat.goto(`${world.inProject}/settings?tab=closing`)
    await pat.getByRole('button', { name: 'Record the final inspection' }).click()
    await pat.getByRole('dialog').getByLabel('Note (optional)').fill('Snag list of 3 October settled.')
    await look(pat, 'closeout-inspection')
    await pat.getByRole('dialog').getByRole('button', { name: 'It was passed' }).click()
    await expect(pat.getByRole('listitem').filter({ hasText: 'final inspection' })).toContainText('Pat Quay')
    await expect(pat.getByText('Snag list of 3 October settled.')).toBeVisible()
  })

  await test.step('the archive holds the register and the files', async () => {
    const [download] = await Promise.all([pat.waitForEvent('download'), pat.getByRole('link', { name: 'Download the archive' }).click()])
    const path = await download.path()
    const bytes = await readFile(path)
    for (const name of ['register.xlsx', 'files/A-101 P01 A-101.pdf', 'files/A-102 P01 A-102.pdf', 'transmittals/list.csv', 'audit.csv', 'manifest.csv']) expect(bytes.includes(name), name).toBe(true)
    await pat.reload()
    await expect(pat.getByRole('listitem').filter({ hasText: 'The archive was taken' })).toContainText('In order')
    await look(pat, 'closeout-done')
  })

  await test.step('an organisation admin locks it although a package is open, with a reason', async () => {
    await ann.goto(`${world.inProject}/settings?tab=closing`)
    await ann.getByRole('button', { name: 'Lock the project' }).click()
    const dialog = ann.getByRole('dialog')
    await dialog.getByRole('checkbox', { name: /not in order yet \(1 open\)/ }).check()
    await dialog.getByLabel('Reason').fill('Handed over to the port')
    await look(ann, 'closeout-lock')
    await dialog.getByRole('button', { name: 'Lock the project' }).click()
    await expect(ann.getByText('This project is locked.')).toBeVisible()
    await look(ann, 'closeout-locked')
  })
  expect(world.errors).toEqual([])
})

test('whoever holds a link that is over asks for it', async ({ browser, server }) => {
  const world = await makeWorld(browser, server, 'Asking Works', ['A-101'])
  const { ann } = world
  const { link } = await call<{ link: string }>(ann, 'POST', `${world.project}/guest-shares`, {
    document_id: world.documents[0]?.id,
    revision_id: world.documents[0]?.revision.id,
    follows: 'pinned',
    label: 'Planning officer',
    expires_on: inDays(10),
    max_opens: 1,
  })
  const { page: guest } = await newBrowser(browser, [])
  await guest.goto(link)
  await guest.getByRole('button', { name: 'Open' }).click()
  await expect(guest.getByText('A-101').first()).toBeVisible()
  const { page: late } = await newBrowser(browser, [])
  await late.goto(link)
  await expect(late.getByRole('heading', { name: 'Access count exceeded' })).toBeVisible()
  await look(late, 'portal-over')
  await late.getByLabel('Your name').fill('Chris Roy')
  await late.getByLabel('What you still need it for (optional)').fill('The hearing was put off.')
  await late.getByRole('button', { name: /^Ask / }).click()
  await expect(late.getByRole('heading', { name: 'You have asked' })).toBeVisible()
  await look(late, 'portal-asked')
  await ann.goto(`${world.home}/notifications`)
  await expect(ann.getByText(/Planning officer.*asked for/)).toBeVisible()
  expect(world.errors).toEqual([])
})
