// Before a transmittal goes out: what each of its recipients will see, what they were sent before, and what of it does not go to them.
import { resolve } from 'node:path'
import { both, expect, type Page, test } from '../support/test'
import { call, makeWorld, type Named } from '../support/world'

/** A picture alone: whatever judges a page runs scripts in its frames, and in these none runs. */
async function picture(page: Page, name: string) {
  const shots = resolve(import.meta.dirname, '../../target/e2e/screens')
  for (const [colorScheme, width] of [['light', 1440], ['dark', 1440], ['light', 390], ['dark', 390]] as const) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 900 })
    await page.locator('iframe').scrollIntoViewIfNeeded()
    await page.screenshot({ path: `${shots}/${name}-${colorScheme}-${width}.png` })
    expect.soft(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1440, height: 900 })
}

test('mail and page are seen as each recipient will see them, and nobody gets again what they hold', async ({ browser, server }) => {
  test.setTimeout(420_000)
  const world = await makeWorld(browser, server, 'Foresight Works', ['A-101', 'A-102'])
  const { ann } = world
  await world.join('ed@foresight.example', 'Ed Forge', 'external')
  const [first, second] = world.documents
  const people = await call<{ items: { person: { id: string; name: string } }[] }>(ann, 'GET', `${world.project}/members`)
  const ed = people.items.find(({ person }) => person.name === 'Ed Forge')?.person.id
  const to = [
    { kind: 'person', id: ed },
    { kind: 'address', email: 'k.ode@harbour.example', name: 'Kim Ode' },
  ]
  const send = (documents: unknown[], recipients: unknown[]) =>
    call<Named>(ann, 'POST', `${world.project}/transmittals`, { subject: 'Steelwork', purpose: 'for_approval', documents, recipients, remarks: 'Please look at the stairs first.' })
  const sent = await send([{ document_id: first?.id }], to)
  await call(ann, 'POST', `${world.project}/transmittals/${sent.id}/issue`, { version: 1 })
  await server.tellNow()
  await server.linkInMail('k.ode@harbour.example', /sent you a transmittal/)
  const draft = await send([{ document_id: first?.id }, { document_id: second?.id }], [...to, { kind: 'address', email: 'p.roy@harbour.example', name: 'Pat Roy' }])

  await test.step('it is told who was sent what before', async () => {
    await ann.goto(`${world.inProject}/transmittals/${draft.id}`)
    await ann.getByRole('button', { name: 'To the recipients' }).click()
    await ann.getByRole('button', { name: 'Check it' }).click()
    await ann.getByRole('button', { name: 'Show who was sent what before' }).click()
    const grid = ann.getByRole('grid', { name: 'Who was sent what before' })
    await expect(grid.getByRole('row', { name: /A-101/ })).toContainText('sent with TRN-001')
    await expect(grid.getByRole('row', { name: /A-102/ })).toContainText('new')
    await both(ann, 'transmittal-grid')
  })

  await test.step('nobody gets again what they hold, if so chosen', async () => {
    await ann.getByRole('switch', { name: 'Skip what was sent already' }).click()
    await expect(ann.getByRole('grid', { name: '3 people get it' }).getByRole('columnheader', { name: 'Held already' })).toBeVisible()
    await both(ann, 'transmittal-skipped')
  })

  await test.step('one of them does not get one of the documents', async () => {
    await ann.getByRole('button', { name: 'Back' }).click()
    const part = ann.getByRole('region', { name: 'Who gets which document' })
    await expect(part).toContainText('Everything goes to everybody.')
    await part.getByRole('button', { name: 'Choose who gets which document' }).click()
    const box = (name: string) => part.getByRole('checkbox', { name, exact: true })
    // A whole column and a whole row, and one of them by keyboard.
    await box('All documents to Pat Roy').uncheck()
    await expect(box('A-102 to Pat Roy')).not.toBeChecked()
    await box('A-102 to Everybody').check()
    await expect(box('A-101 to Pat Roy')).not.toBeChecked()
    await expect(box('A-102 to Pat Roy')).toBeChecked()
    await box('A-101 to Pat Roy').focus()
    await ann.keyboard.press('Space')
    await expect(box('A-101 to Pat Roy')).toBeChecked()
    await box('A-101 to Pat Roy').uncheck()
    await expect(part).toContainText('One document is not ticked for one of them.')
    await both(ann, 'transmittal-ticks')
    await ann.setViewportSize({ width: 390, height: 844 })
    await part.getByRole('button', { name: 'One by one: A-101' }).click()
    await expect(box('A-101 to Pat Roy')).not.toBeChecked()
    await part.getByText('By recipient').click()
    await expect(box('All documents to Kim Ode')).toBeChecked()
    await ann.setViewportSize({ width: 1440, height: 900 })
    await ann.getByRole('button', { name: 'Check it' }).click()
    await expect(ann.getByRole('grid', { name: '3 people get it' }).getByRole('columnheader', { name: 'Not ticked' })).toBeVisible()
  })

  await test.step('the mail and the page are seen beforehand', async () => {
    await ann.getByRole('button', { name: 'See it as each of them will' }).click()
    const mail = ann.frameLocator('iframe[title^="Mail to Kim Ode"]')
    await expect(mail.getByText('Open and acknowledge receipt')).toBeVisible()
    await picture(ann, 'transmittal-preview-mail')
    await ann.getByRole('radiogroup', { name: 'What is shown' }).getByText('Behind the link').click()
    const page = ann.frameLocator('iframe[title^="Page of Kim Ode"]')
    await expect(page.getByRole('heading', { name: /Transmittal TRN-002/ })).toBeVisible()
    await expect(page.getByText('A-102')).toBeVisible()
    await expect(page.getByText('A-101')).toHaveCount(0)
    await page.getByRole('link', { name: 'View' }).click()
    await expect(page.getByRole('heading', { name: /Transmittal TRN-002/ }), 'a link opens nothing').toBeVisible()
    expect(ann.context().pages()).toHaveLength(1)
    await expect(page.locator('body'), 'the style of the portal is there').toHaveCSS('font-family', /(system-ui|sans-serif)/)
    await picture(ann, 'transmittal-preview-link')
    await ann.getByRole('combobox', { name: 'As seen by' }).or(ann.getByRole('textbox', { name: 'As seen by' })).first().click()
    await ann.getByRole('option', { name: /Ed Forge/ }).click()
    await ann.getByRole('radiogroup', { name: 'What is shown' }).getByText('Page', { exact: true }).click()
    await expect(ann.getByRole('region', { name: /Page of Ed Forge/ })).toContainText('You are asked to say that you have received this.')
    await both(ann, 'transmittal-preview-page')
  })

  await test.step('what comes is what was seen', async () => {
    await ann.getByRole('button', { name: 'Issue to 3 people' }).click()
    await expect(ann.getByText('Nobody has been told yet.')).toBeVisible()
  })
  // What looks into a frame here is a script, which the frame forbids; so it does the window that the link asked for.
  expect.soft(world.errors.filter((one) => !/Blocked (script execution|opening)/.test(one))).toEqual([])
})
