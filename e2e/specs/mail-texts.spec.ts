// A project puts the mail of its transmittals in its own words, and the next one says so.
import { resolve } from 'node:path'
import { both, expect, type Page, test } from '../support/test'
import { call, makeWorld, type Named } from '../support/world'

/** A picture alone: whatever judges a page runs scripts in its frames, and in the frame of a mail none runs. */
async function picture(page: Page, name: string) {
  const shots = resolve(import.meta.dirname, '../../target/e2e/screens')
  for (const [colorScheme, width] of [['light', 1440], ['dark', 1440], ['light', 390], ['dark', 390]] as const) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 900 })
    await page.screenshot({ path: `${shots}/${name}-${colorScheme}-${width}.png` })
    await page.getByRole('heading', { name: 'Preview' }).scrollIntoViewIfNeeded()
    await page.locator('iframe').scrollIntoViewIfNeeded()
    await page.screenshot({ path: `${shots}/${name}-preview-${colorScheme}-${width}.png` })
    expect.soft(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1440, height: 900 })
}

test('a project puts a mail in its own words, sees it beforehand, and it is sent so', async ({ browser, server }) => {
  test.setTimeout(300_000)
  const world = await makeWorld(browser, server, 'Wording Works', ['A-101'])
  const { ann } = world
  const mail = ann.frameLocator('iframe[title="Preview of the mail"]')
  const subject = ann.getByRole('textbox', { name: 'Subject' })
  const introduction = ann.getByRole('textbox', { name: 'Introduction' })

  await test.step('the mails that leave are listed, and the chosen one is shown as it is', async () => {
    await ann.goto(`${world.inProject}/settings?tab=mail_texts`)
    await expect(ann.getByRole('heading', { name: 'Mail texts' })).toBeVisible()
    await ann.getByRole('searchbox', { name: 'Find a mail' }).fill('transmittal is sent')
    await ann.getByRole('button', { name: 'Transmittal', exact: true }).click()
    await expect(mail.getByText('Hello Ann Keel,')).toBeVisible()
    await expect(ann.getByRole('button', { name: 'Save' })).toBeDisabled()
    await picture(ann, 'mail-texts')
  })

  await test.step('words and facts are put in, and a name that is none is pointed out', async () => {
    await subject.fill('Please sign for ')
    await subject.press('End')
    await ann.getByRole('button', { name: /^transmittal\.number/ }).click()
    await expect(subject).toHaveValue('Please sign for {{ transmittal.number }}')
    await introduction.fill('Dear {{ recipient.mane }},\n\nthis is from the site office.')
    await expect(ann.getByRole('status').filter({ hasText: 'recipient.mane' })).toContainText('Introduction, line 1, character 6')
    await expect(mail.getByText('this is from the site office.')).toBeVisible()
    await picture(ann, 'mail-texts-warned')
    await introduction.fill('Dear {{ recipient.name }},\n\nthis is from the site office.')
    await expect(ann.getByText('Look at these places')).toBeHidden()
    await expect(mail.getByText('Dear Ann Keel,')).toBeVisible()
    await ann.getByRole('button', { name: 'As plain text' }).click()
    await expect(ann.getByLabel('Preview of the mail')).toContainText('Dear Ann Keel,')
    await both(ann, 'mail-texts-plain')
  })

  await test.step('a test comes to whoever asks, and nothing is kept of it', async () => {
    await ann.getByRole('button', { name: 'Send me a test' }).click()
    await expect(ann.getByText('The test is on its way to you.')).toBeVisible()
    await ann.getByRole('button', { name: 'Save' }).click()
    await expect(ann.getByText('Saved. Mails that are written from now on say this.')).toBeVisible()
    await expect(ann.getByRole('button', { name: 'Transmittal Changed' })).toBeVisible()
  })

  await test.step('the next transmittal says so', async () => {
    const draft = await call<Named>(ann, 'POST', `${world.project}/transmittals`, {
      subject: 'Steelwork',
      purpose: 'for_approval',
      documents: [{ document_id: world.documents[0]?.id }],
      recipients: [{ kind: 'address', email: 'k.ode@harbour.example', name: 'Kim Ode' }],
    })
    await call(ann, 'POST', `${world.project}/transmittals/${draft.id}/issue`, { version: 1 })
    await server.tellNow()
    await server.linkInMail('k.ode@harbour.example', /Please sign for TRN-001/)
    await ann.goto(`${world.home}/outbox`)
    await expect(ann.getByRole('row', { name: /\[Test\] Please sign for TRN-012/ })).toBeVisible()
    await ann.getByRole('row', { name: /^Please sign for TRN-001/ }).click()
    const panel = ann.getByRole('complementary')
    await expect(panel.getByText(/Dear Kim Ode,/)).toBeVisible()
    await expect(panel.getByText(/this is from the site office/)).toBeVisible()
    await expect(panel.getByText(/Open it and acknowledge receipt/)).toBeVisible()
  })

  await test.step('the standard comes back', async () => {
    await ann.goto(`${world.inProject}/settings?tab=mail_texts&field=transmittal_issued`)
    await ann.getByRole('button', { name: 'Follow the organisation' }).click()
    await ann.getByRole('dialog').getByRole('button', { name: 'Follow the organisation' }).click()
    await expect(subject).toHaveValue('')
    await expect(mail.getByText('Hello Ann Keel,')).toBeVisible()
    await ann.goto(`${world.home}/settings?tab=mail_texts`)
    await expect(ann.getByRole('button', { name: 'Invitation', exact: true })).toBeVisible()
    await expect(mail.getByText('Hello Ann Keel,')).toBeVisible()
  })
  // What judges a page runs scripts in its frames, and in the frame of a mail none runs.
  expect(world.errors.filter((one) => !/Blocked (script execution|opening)/.test(one))).toEqual([])
})
