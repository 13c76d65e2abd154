// One's own account and the organisation's face: settings, logo, password, sessions, several organisations, codes by mail.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newBrowser, PASSWORD } from '../support/people'
import { expect, test } from '../support/test'
import { call, inDays, makeWorld } from '../support/world'

test('settings, logo, sessions, a second organisation and a new password', async ({ browser, server }) => {
  const world = await makeWorld(browser, server, 'Account Works', ['A-101'])
  const { ann } = world
  await test.step('the name and the form of dates are saved', async () => {
    await ann.goto(`${world.home}/settings`)
    await ann.getByRole('textbox', { name: 'Name' }).fill('Account & Works')
    await ann.getByRole('button', { name: 'Save' }).click()
    await expect(ann.getByText('Saved.')).toBeVisible()
    await ann.reload()
    await expect(ann.getByRole('textbox', { name: 'Name' })).toHaveValue('Account & Works')
  })
  await test.step('a logo is put up', async () => {
    const file = join(server.folder, 'logo.png')
    const drawn = await ann.evaluate(() => {
      const canvas = document.createElement('canvas')
      canvas.width = 400
      canvas.height = 100
      const pen = canvas.getContext('2d')
      pen?.fillRect(20, 20, 360, 60)
      return canvas.toDataURL('image/png').split(',')[1] ?? ''
    })
    await writeFile(file, Buffer.from(drawn, 'base64'))
    const chosen = ann.waitForEvent('filechooser')
    await ann.getByRole('button', { name: 'Choose a logo' }).click()
    await (await chosen).setFiles(file)
    await expect(ann.getByText('The logo is saved.')).toBeVisible()
  })
  await test.step('the other organisation is one click away', async () => {
    const link = await server.createOrganisation('Second Works', 'ann@account-works.example')
    await ann.goto(link)
    await ann.getByRole('button', { name: 'Open the invitation' }).click()
    await ann.getByRole('button', { name: 'Accept and sign in' }).click()
    await expect(ann.getByRole('heading', { name: 'Second Works', level: 1 })).toBeVisible()
    await ann.getByRole('button', { name: /Your menu/ }).click()
    await ann.getByRole('menuitem', { name: 'Account & Works' }).click()
    await expect(ann.getByRole('heading', { name: 'Account & Works', level: 1 })).toBeVisible()
  })
  await test.step('a forgotten password is replaced by mail, and every session ends', async () => {
    const { page } = await newBrowser(browser, world.errors)
    await page.goto(`${server.url}/sign-in`)
    await page.getByRole('link', { name: 'Forgot the password?' }).click()
    await page.getByLabel('E-mail').fill('ann@account-works.example')
    await page.getByRole('button', { name: 'Send the link' }).click()
    await expect(page.getByText('Look at your mail')).toBeVisible()
    const link = await server.linkInMail('ann@account-works.example', /\/reset#/)
    // A mail opens a page of its own.
    await page.goto('about:blank')
    await page.goto(link)
    await page.getByRole('button', { name: 'Choose a new password' }).click()
    await page.getByLabel('New password').fill(`${PASSWORD} and back`)
    await page.getByRole('button', { name: 'Save the password' }).click()
    await expect(page.getByText('The new password is saved')).toBeVisible()
    expect((await ann.request.get(`${server.url}/api/v1/me`)).status()).toBe(401)
    await page.goto(`${server.url}/sign-in`)
    await page.getByLabel('E-mail').fill('ann@account-works.example')
    await page.getByRole('textbox', { name: 'Password' }).fill(`${PASSWORD} and back`)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('heading', { name: 'Waits for you' })).toBeVisible()
    await page.goto(`${server.url}/account`)
    await page.getByRole('button', { name: 'Sign out everywhere', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click()
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  })
  // Where every session was ended, being asked to sign in again is right.
  expect.soft(world.errors.filter((one) => !one.startsWith('401 GET'))).toEqual([])
})

test('a guest proves an address by a code', async ({ browser, server }) => {
  const world = await makeWorld(browser, server, 'Code Works', ['A-101'])
  const { link } = await call<{ link: string }>(world.ann, 'POST', `${world.project}/guest-shares`, {
    document_id: world.documents[0]?.id,
    revision_id: world.documents[0]?.revision.id,
    follows: 'pinned',
    label: 'Planning officer',
    expires_on: inDays(10),
    mail_code: true,
    recipient_name: 'Pia Plan',
    recipient_email: 'pia@plan.example',
  })
  const { page } = await newBrowser(browser, world.errors)
  await page.goto(link)
  const address = page.getByLabel('Your e-mail address')
  if (await address.count()) await address.fill('pia@plan.example')
  await page.getByRole('button', { name: 'Send me a code' }).click()
  await expect(page.getByRole('status')).toBeVisible()
  await expect.poll(async () => (await server.mails('pia@plan.example')).some((mail) => /\b\d{6}\b/.test(mail))).toBe(true)
  const code = /\b\d{6}\b/.exec((await server.mails('pia@plan.example')).reverse().find((mail) => /\b\d{6}\b/.test(mail)) ?? '')?.[0] ?? ''
  await page.getByLabel(/Code from the mail/).fill(code)
  if (await address.count()) await address.fill('pia@plan.example')
  await page.getByRole('button', { name: 'Open' }).click()
  await expect(page.getByRole('img', { name: /Page 1 of 1/ })).toBeVisible()
  expect.soft(world.errors).toEqual([])
})
