// What people do before their work starts: open an invitation, choose a password, sign in.
import { expect, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test'

export const PASSWORD = 'a lantern over the quiet harbour'

/** A browser of their own; whatever its console calls an error fails the test at the end. */
export async function newBrowser(browser: Browser, errors: string[], options: BrowserContextOptions = {}): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  page.on('console', (message) => {
    // What the server refused is told below, with its reason.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) errors.push(`${page.url()}: ${message.text()} ${message.location().url}`)
  })
  page.on('response', (answer) => {
    if (answer.status() < 400) return
    const said = `${answer.status()} ${answer.request().method()} ${answer.url()}`
    errors.push(said)
    void answer.text().then((text) => errors.splice(errors.indexOf(said), 1, `${said} ${text}`), () => undefined)
  })
  page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`))
  return { context, page }
}

export async function accept(page: Page, link: string, name: string) {
  await page.goto(link)
  await page.getByRole('button', { name: 'Open the invitation' }).click()
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('Choose a password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Accept and sign in' }).click()
  await expect(page.getByRole('heading', { name: 'Waits for you' })).toBeVisible()
}

/** Picks from a field with choices; its input may lie under what it draws itself. */
export async function choose(page: Page, label: string | RegExp, option: string | RegExp) {
  const field = page.getByRole('textbox', { name: label }).or(page.getByRole('combobox', { name: label })).first()
  await field.click({ force: (await field.getAttribute('data-type')) === 'hidden' })
  await page.getByRole('option', { name: option }).first().click()
}

/** Invites one person by mail through the dialog of the People page. */
export async function invite(
  page: Page,
  server: string,
  organisation: string,
  who: { email: string; name: string; organisationRole?: string; company?: string; project?: string; role?: string },
) {
  await page.goto(`${server}/o/${organisation}/people`)
  await page.getByRole('button', { name: 'Invite people' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Who').fill(`${who.email} ${who.name}`)
  if (who.organisationRole) await choose(page, 'Role in the organisation', who.organisationRole)
  if (who.company) await choose(page, 'Company', who.company)
  if (who.project) {
    await choose(page, 'Projects', new RegExp(who.project))
    await page.keyboard.press('Escape')
    if (who.role) await choose(page, 'Role in these projects', who.role)
  }
  await dialog.getByRole('button', { name: 'Send 1 invitation' }).click()
  await expect(page.getByText('1 invitation is on its way.')).toBeVisible()
}

/** Adds a company on the People page. */
export async function addCompany(
  page: Page,
  server: string,
  organisation: string,
  company: { name: string; designation: string; controlling?: boolean },
) {
  await page.goto(`${server}/o/${organisation}/people`)
  await page.getByRole('tab', { name: 'Companies' }).click()
  await page.getByRole('button', { name: 'Add a company' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(company.name)
  await choose(page, 'Designation', company.designation)
  if (company.controlling) await dialog.getByRole('switch', { name: /Controls projects/ }).check({ force: true })
  await dialog.getByRole('button', { name: 'Add a company' }).click()
  await expect(page.getByRole('row', { name: new RegExp(company.name) })).toBeVisible()
}

/** Drops files on the page as a person does with the mouse; the browser reads them from the disk. */
export async function drop(page: Page, files: string[]) {
  await page.evaluate(() => {
    const input = document.createElement('input')
    input.type = 'file'
    input.multiple = true
    input.id = 'dragged'
    document.body.append(input)
  })
  await page.locator('#dragged').setInputFiles(files)
  await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('#dragged')
    const transfer = new DataTransfer()
    for (const file of input?.files ?? []) transfer.items.add(file)
    input?.remove()
    const target = document.querySelector('#content [role=treegrid]') ?? document.querySelector('#content > *')
    for (const kind of ['dragover', 'drop']) {
      target?.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: transfer }))
    }
  })
}
