// The main job, end to end: a controlled drawing reaches people outside, and everyone entitled can see it did.
import { join } from 'node:path'
import { answerTo, unknownLike } from '../support/links'
import { writeDrawing } from '../support/pdf'
import { accept, addCompany, choose, drop, invite, newBrowser } from '../support/people'
import { expect, test } from '../support/test'

const ORGANISATION = 'Harbour Works'
const LINK_PASSWORD = 'tide tables 1910'

test('a drawing reaches people outside, and the records show it', async ({ browser, server }) => {
  test.setTimeout(300_000)
  const errors: string[] = []
  const open = (path?: string) => newBrowser(browser, errors).then(async (one) => (path && (await one.page.goto(path)), one))
  const at = (path: string) => `${server.url}${path}`

  const setUp = await server.createOrganisation(ORGANISATION, 'ann@harbour.example')
  const { page: ann } = await open()
  let project = ''
  await test.step('the admin sets up, invites a controller, and creates a project', async () => {
    await accept(ann, setUp, 'Ann Keel')
    await addCompany(ann, server.url, 'harbour-works', { name: 'Northgate Steel', designation: 'Subcontractor' })
    await invite(ann, server.url, 'harbour-works', { email: 'cole@harbour.example', name: 'Cole Marsh', company: 'Harbour Works' })
  })
  const { page: cole } = await open()
  await accept(cole, await server.linkInMail('cole@harbour.example', /#wli_/), 'Cole Marsh')
  await test.step('the project begins with its first Document Controller', async () => {
    await ann.goto(at('/o/harbour-works/projects'))
    await ann.getByRole('button', { name: 'New project' }).first().click()
    await ann.getByLabel('Reference').fill('HW-01')
    await ann.getByRole('textbox', { name: 'Name', exact: true }).fill('Quay Street Bridge')
    await choose(ann, 'First Document Controller', /Cole Marsh/)
    await ann.getByRole('button', { name: 'Create the project' }).click()
    await expect(ann.getByText('The register is empty')).toBeVisible()
    project = new URL(ann.url()).pathname.split('/register')[0] ?? ''
  })
  await test.step('an initiator and an external are invited by mail', async () => {
    const into = { project: 'Quay Street Bridge' }
    const ours = { company: 'Harbour Works', ...into }
    await invite(ann, server.url, 'harbour-works', { email: 'ines@harbour.example', name: 'Ines Roca', ...ours, role: 'Initiator' })
    await invite(ann, server.url, 'harbour-works', {
      email: 'ed@northgate.example',
      name: 'Ed Forge',
      company: 'Northgate Steel',
      ...into,
      role: 'External participant',
    })
  })

  const { page: ines } = await open()
  await test.step('the initiator accepts and drags in three drawings, one of them over 100 MB', async () => {
    await accept(ines, await server.linkInMail('ines@harbour.example', /#wli_/), 'Ines Roca')
    const files = ['A-101_P01_Ground floor plan.pdf', 'A-102_P01_First floor plan.pdf', 'A-103_P01_Site survey.pdf'].map((name) =>
      join(server.folder, name),
    )
    await writeDrawing(files[0] ?? '', 'A-101', 'Ground floor plan')
    await writeDrawing(files[1] ?? '', 'A-102', 'First floor plan')
    await writeDrawing(files[2] ?? '', 'A-103', 'Site survey', 101 * 1024 * 1024)
    await ines.goto(at(`${project}/register`))
    await expect(ines.getByText('The register is empty')).toBeVisible()
    await drop(ines, files)
    const rows = ines.getByRole('dialog').getByRole('row')
    await expect(rows).toHaveCount(4)
    await choose(ines, 'For all rows: Document type', 'Drawing')
    await expect(ines.getByText('3 rows are ready.')).toBeVisible({ timeout: 60_000 })
    await ines.getByRole('button', { name: 'Add 3 documents' }).click()
    await expect(ines.getByText('3 documents are in the register.')).toBeVisible({ timeout: 30_000 })
    await expect(ines.getByRole('row', { name: /A-103/ })).toBeVisible()
  })
  await test.step('the drawing is drawn in the viewer', async () => {
    await ines.getByRole('row', { name: /A-101/ }).click()
    await ines.getByRole('tab', { name: 'View' }).click()
    await expect(ines.getByRole('toolbar', { name: 'Viewer tools' })).toBeVisible()
  })

  const { page: ed } = await open()
  await test.step('an external sees nothing but uploads one', async () => {
    await accept(ed, await server.linkInMail('ed@northgate.example', /#wli_/), 'Ed Forge')
    await ed.goto(at(`${project}/register`))
    await expect(ed.getByText('Nothing has been shared with you yet')).toBeVisible()
    const file = join(server.folder, 'NS-900_A_Anchor bolts.pdf')
    await writeDrawing(file, 'NS-900', 'Anchor bolts')
    await drop(ed, [file])
    await choose(ed, 'Document type: NS-900', 'Drawing')
    await ed.getByRole('button', { name: 'Submit 1 document' }).click()
    await expect(ed.getByText('1 document is submitted.')).toBeVisible()
    await expect(ed.getByRole('row', { name: /NS-900/ })).toBeVisible()
  })
  await test.step('the controller accepts it', async () => {
    await cole.goto(at(`${project}/pending`))
    await cole.getByRole('row', { name: /NS-900/ }).click()
    await cole.getByRole('button', { name: 'Accept' }).click()
    await expect(cole.getByText('NS-900 is in the register.')).toBeVisible()
    await expect(cole.getByText('Nothing waits for a decision')).toBeVisible()
  })

  let link = ''
  await test.step('a guest link: password, no download, two opens', async () => {
    await ann.goto(at(`${project}/register`))
    await ann.getByRole('row', { name: /A-101/ }).getByRole('button', { name: 'More actions' }).click()
    await ann.getByRole('menuitem', { name: 'Create a guest link' }).click()
    const dialog = ann.getByRole('dialog')
    await dialog.getByLabel('Label').fill('Planning officer')
    await dialog.getByLabel('May download the file').uncheck({ force: true })
    await dialog.getByRole('textbox', { name: 'Password' }).fill(LINK_PASSWORD)
    await dialog.getByLabel('Maximum number of opens').fill('2')
    await dialog.getByRole('button', { name: 'Create the link' }).click()
    link = await ann.getByRole('dialog').getByRole('textbox', { name: 'Link', exact: true }).inputValue()
    expect(link).toContain('/g/')
    await ann.getByRole('button', { name: 'Done' }).click()
  })
  for (const time of ['first', 'second']) {
    await test.step(`a stranger opens it, the ${time} time`, async () => {
      const { page, context } = await open(link)
      await page.getByLabel('Password').fill(LINK_PASSWORD)
      await page.getByRole('button', { name: 'Open' }).click()
      const sheet = page.getByRole('img', { name: /Page 1 of 1 of A-101/ })
      await expect(sheet).toBeVisible()
      expect(await sheet.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBeGreaterThan(300)
      await expect(page.getByRole('link', { name: /Download/ })).toHaveCount(0)
      expect((await page.request.get(`${page.url()}/file`)).status()).toBe(403)
      await context.close()
    })
  }
  await test.step('a third time is refused', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    expect((await page.goto(link))?.status()).toBe(410)
    await expect(page.getByRole('button', { name: 'Open' })).toHaveCount(0)
    await context.close()
  })
  await test.step('revoked and unknown links answer alike, byte by byte', async () => {
    await ann.goto(at(`${project}/shares`))
    const row = ann.getByRole('row', { name: /Planning officer/ })
    await expect(row).toContainText('2 of 2')
    await row.getByRole('button', { name: 'More actions' }).click()
    await ann.getByRole('menuitem', { name: 'Revoke' }).click()
    await ann.getByRole('dialog').getByLabel('Reason').fill('The consultation is over')
    await ann.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await expect(ann.getByText('The link is revoked.')).toBeVisible()
    const clean = await browser.newContext()
    expect(await answerTo(clean, link)).toEqual(await answerTo(clean, unknownLike(link)))
    await clean.close()
  })
  await test.step('sharing with the external puts them into the ledger, with the reason', async () => {
    await ann.goto(at(`${project}/register`))
    await ann.getByRole('row', { name: /A-102/ }).getByRole('button', { name: 'More actions' }).click()
    await ann.getByRole('menuitem', { name: 'Share' }).click()
    await choose(ann, 'With', /Ed Forge/)
    const dialog = ann.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('For the shop drawings')
    await dialog.getByRole('button', { name: 'Share', exact: true }).click()
    await expect(dialog).toBeHidden()
    await ann.goto(at(`${project}/access`))
    await expect(ann.getByRole('row', { name: /Ed Forge.*A-102/ })).toContainText('For the shop drawings')
    await ed.goto(at(`${project}/register`))
    await expect(ed.getByRole('row', { name: /A-102/ })).toBeVisible()
  })
  await test.step('the audit log names who did what, and why', async () => {
    await ann.goto(at('/o/harbour-works/audit'))
    const revoked = ann.getByRole('row', { name: 'Ann Keel revoked the guest link "Planning officer"' })
    await expect(revoked).toContainText('The consultation is over')
    for (const text of ['Cole Marsh', 'Ines Roca', 'Ed Forge', 'For the shop drawings']) {
      await expect(ann.getByRole('row').filter({ hasText: text }).first()).toBeVisible()
    }
  })
  expect.soft(errors).toEqual([])
})
