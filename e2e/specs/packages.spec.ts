// A work package is created with two documents, worked on, submitted, returned with a reason, resumed, submitted again, approved
// and closed with evidence; what is in the way is said, and the list shows where it stands.
import { choose } from '../support/people'
import { expect, look, type Page, test } from '../support/test'
import { call, inDays, makeWorld } from '../support/world'

const both = async (page: Page, name: string) => {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await look(page, `${name}-${scheme}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

test('a work package goes from open to closed', async ({ browser, server }) => {
  test.setTimeout(480_000)
  const world = await makeWorld(browser, server, 'Pack Works', ['A-101', 'A-102'])
  const { ann } = world
  const ines = await world.join('ines@pack.example', 'Ines Roca', 'initiator')
  const bo = await world.join('bo@pack.example', 'Bo Reed', 'reviewer')
  const dialog = (page: Page) => page.getByRole('dialog')
  const move = async (page: Page, name: string, note = '') => {
    await page.getByRole('button', { name, exact: true }).click()
    if (note) await dialog(page).getByRole('textbox').fill(note)
    await dialog(page).getByRole('button', { name, exact: true }).click()
    await expect(dialog(page)).toHaveCount(0)
  }
  const stands = (page: Page, state: string) => expect(page.getByRole('banner').or(page.locator('header')).getByText(state, { exact: true }).first()).toBeVisible()

  await test.step('it is created with two documents', async () => {
    await ann.goto(`${world.inProject}/packages`)
    await expect(ann.getByText('No work packages yet')).toBeVisible()
    await both(ann, 'packages-empty')
    await ann.getByRole('button', { name: 'New work package' }).first().click()
    await ann.getByRole('textbox', { name: 'Name' }).fill('Ground floor structure')
    await ann.getByRole('textbox', { name: 'What is to be done' }).fill('Drawings and calculations of the ground floor.')
    await choose(ann, 'Assigned to', /Ines Roca/)
    await ann.getByLabel('Due').fill(inDays(14))
    await choose(ann, 'Add a reviewer', /Bo Reed/)
    await choose(ann, 'Add a document', /A-101/)
    await choose(ann, 'Add a document', /A-102/)
    await expect(ann.getByRole('heading', { name: '2 documents' })).toBeVisible()
    await both(ann, 'package-form')
    await ann.getByRole('button', { name: 'Create' }).click()
    await expect(ann.getByRole('heading', { name: /WP-001.*Ground floor structure/ })).toBeVisible()
  })

  await test.step('whoever it is assigned to is told, starts and submits it', async () => {
    await ines.goto(`${world.inProject}/packages?waiting=true`)
    await ines.getByRole('row', { name: /WP-001/ }).click()
    await stands(ines, 'Open')
    await move(ines, 'Start')
    await stands(ines, 'In progress')
    await expect(ines.getByText('A-101 is not accepted: its status is for review.')).toBeVisible()
    await ines.getByRole('textbox', { name: 'Note' }).fill('The calculations follow on Friday.')
    await ines.getByRole('button', { name: 'Add note' }).click()
    await expect(ines.getByRole('list', { name: 'Notes' })).toContainText('The calculations follow on Friday.')
    await ines.getByRole('button', { name: 'Submit', exact: true }).click()
    await both(ines, 'package-submit')
    await dialog(ines).getByRole('button', { name: 'Submit', exact: true }).click()
    await stands(ines, 'Submitted')
  })

  await test.step('a reviewer returns it, and the reason is told', async () => {
    await bo.goto(`${world.inProject}/packages`)
    await bo.getByRole('row', { name: /WP-001/ }).click()
    // Its documents are not accepted, so approving is not offered first.
    await look(bo, 'package-to-review')
    await bo.getByRole('button', { name: 'Return', exact: true }).click()
    await dialog(bo).getByRole('textbox', { name: 'Reason' }).fill('The stair is missing.')
    await look(bo, 'package-return')
    await dialog(bo).getByRole('button', { name: 'Return', exact: true }).click()
    await stands(bo, 'Returned')
    await ines.goto(`${world.home}/notifications`)
    await expect(ines.getByText(/Bo Reed returned work package WP-001 in .*: The stair is missing\./)).toBeVisible()
    await ines.goto(`${world.inProject}/packages?waiting=true`)
    await ines.getByRole('row', { name: /WP-001/ }).click()
    await expect(ines.getByText('Returned by Bo Reed')).toBeVisible()
    await both(ines, 'package-returned')
    await move(ines, 'Resume')
    await move(ines, 'Submit', 'With the stair.')
  })

  await test.step('it is approved once its documents are accepted', async () => {
    for (const { id } of world.documents) {
      const { version } = await call<{ version: number }>(ann, 'GET', `${world.project}/documents/${id}`)
      await call(ann, 'POST', `${world.project}/documents/${id}/status`, { status: 'approved', version, reason: 'As agreed.' })
    }
    await bo.reload()
    await move(bo, 'Approve')
    await stands(bo, 'Approved')
  })

  await test.step('it is closed with evidence, for good', async () => {
    await ann.goto(`${world.inProject}/packages`)
    await ann.getByRole('row', { name: /WP-001/ }).click()
    await ann.getByRole('button', { name: 'Add evidence' }).click()
    await dialog(ann).locator('input[type=file]').setInputFiles({ name: 'Hand-over protocol.txt', mimeType: 'text/plain', buffer: Buffer.from('Handed over.') })
    await expect(dialog(ann).getByRole('button', { name: 'Add evidence' })).toBeEnabled()
    await both(ann, 'package-evidence')
    await dialog(ann).getByRole('button', { name: 'Add evidence' }).click()
    const link = ann.getByRole('link', { name: 'Hand-over protocol.txt' })
    await expect(link).toBeVisible()
    const download = ann.waitForEvent('download')
    await link.click()
    expect((await download).suggestedFilename()).toBe('Hand-over protocol.txt')
    await move(ann, 'Close for good', 'Handed over.')
    await stands(ann, 'Closed')
    await expect(ann.getByRole('list', { name: 'History' })).toContainText('closed the work package WP-001')
    await both(ann, 'package-closed')
    await ann.goto(`${world.inProject}/packages?state=closed`)
    await expect(ann.getByRole('row', { name: /WP-001/ })).toBeVisible()
    await both(ann, 'packages')
  })

  await test.step('the project says whether a package is submitted while its workflows run', async () => {
    await ann.goto(`${world.inProject}/settings?tab=work_packages`)
    await ann.getByRole('radio', { name: 'is refused' }).check()
    await ann.getByRole('button', { name: 'Save' }).click()
    await expect(ann.getByText('Saved.')).toBeVisible()
    await both(ann, 'package-settings')
  })

  expect(world.errors).toEqual([])
})
