// Somebody is asked, finds it among their steps, reads the document beside the decision, answers, and the next is asked.
import { readFile } from 'node:fs/promises'
import { both, expect, look, type Page, test } from '../support/test'
import { call, makeWorld } from '../support/world'

const SKETCH = { name: 'Stair sketch.txt', mimeType: 'text/plain', buffer: Buffer.from('The landing, 1.20 m wide.') }
const NOTE = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('This landing.') }

/** Takes a file along by its link, and reads it. */
async function taken(page: Page, name: string): Promise<string> {
  const arriving = page.waitForEvent('download')
  await page.getByRole('link', { name, exact: true }).first().click()
  const download = await arriving
  expect(download.suggestedFilename()).toBe(name)
  return readFile(await download.path(), 'utf8')
}

test('a step is found, read and answered, and the next one follows', async ({ browser, server }) => {
  test.setTimeout(300_000)
  const world = await makeWorld(browser, server, 'Step Works', ['A-101'])
  const { ann } = world
  const bo = await world.join('bo@step.example', 'Bo Reed', 'reviewer')
  await ann.goto(`${world.home}/my-steps`)
  await expect(ann.getByText('Nothing waits for you')).toBeVisible()
  await both(ann, 'my-steps-empty')
  const { member_id } = await call<{ member_id: string }>(ann, 'GET', world.org)
  const template = await call<{ id: string; version: number }>(ann, 'POST', `${world.project}/workflow-templates`, {
    name: 'Review and approval',
    category: 'Review',
    settings: { show_previous_responses: true },
    stages: [
      { steps: [{ name: 'Check', type: 'review', instructions: 'Look at the stairs first.', assignment: { kind: 'role', role: 'reviewer' }, sla_hours: 72 }] },
      { steps: [{ name: 'Approve', type: 'approve', assignment: { kind: 'person', person_id: member_id } }] },
    ],
  })
  await call(ann, 'POST', `${world.project}/workflow-templates/${template.id}/activate`, { version: template.version })
  await call(ann, 'POST', `${world.project}/workflows`, {
    template_id: template.id,
    title: 'Ground floor, second issue',
    documents: [{ document_id: world.documents[0]?.id }],
    priority: 'high',
    notes: 'Needed before the pour.',
  })

  await test.step('whoever is asked finds it, and reads the document beside the decision', async () => {
    await bo.goto(world.home)
    await bo.getByRole('link', { name: 'My steps' }).click()
    await both(bo, 'my-steps')
    await bo.getByRole('row', { name: /Ground floor, second issue · Check/ }).click()
    await expect(bo.getByText('Look at the stairs first.')).toBeVisible()
    await expect(bo.getByRole('toolbar', { name: 'Viewer tools' })).toBeVisible()
    await both(bo, 'step')
  })

  await test.step('beside the answer there is room to talk, and whoever is mentioned is told', async () => {
    await expect(bo.getByText('Nobody from outside has a part in this step.')).toBeVisible()
    await bo.getByRole('textbox', { name: 'Say something about this step' }).fill('Is the landing of the second floor the one that was moved?')
    await bo.getByRole('combobox', { name: 'Tell in particular' }).click()
    await bo.getByRole('option', { name: 'Ann Keel' }).click()
    await bo.keyboard.press('Escape')
    await bo.getByRole('group', { name: 'Attached files' }).last().locator('input[type=file]').setInputFiles(NOTE)
    await expect(bo.getByRole('button', { name: 'Remove note.txt' })).toBeVisible()
    await bo.getByRole('button', { name: 'Add', exact: true }).click()
    await expect(bo.getByText('Told: Ann Keel')).toBeVisible()
    expect(await taken(bo, 'note.txt')).toBe('This landing.')
    await both(bo, 'step-comments')
    await ann.goto(`${world.home}/notifications`)
    await expect(ann.getByText(/Bo Reed mentions you in workflow WF-001/)).toBeVisible()
  })

  await test.step('what was typed is still there after a look elsewhere, and is sent', async () => {
    await bo.getByText('Send the review').first().click()
    await bo.getByRole('textbox', { name: 'Comment' }).fill('The landing is too narrow on the second floor.')
    const files = bo.getByRole('group', { name: 'Attached files' }).first()
    await files.locator('input[type=file]').setInputFiles([SKETCH, { ...NOTE, name: 'wrong.txt' }, { ...NOTE, name: 'program.exe' }])
    await expect(files.getByText(/would be run/)).toBeVisible()
    await both(bo, 'step-attaching')
    await bo.setViewportSize({ width: 390, height: 844 })
    await files.scrollIntoViewIfNeeded()
    await look(bo, 'step-attaching-phone')
    await bo.setViewportSize({ width: 1440, height: 900 })
    await files.getByRole('button', { name: 'Remove program.exe' }).click()
    await files.getByRole('button', { name: 'Remove wrong.txt' }).click()
    await bo.reload()
    await expect(bo.getByRole('textbox', { name: 'Comment' })).toHaveValue('The landing is too narrow on the second floor.')
    await expect(files.getByRole('listitem')).toHaveText([/Stair sketch\.txt/])
    await expect(bo.getByRole('radio', { name: 'Send the review' })).toBeChecked()
    await bo.getByRole('button', { name: 'Send the review' }).click()
    await expect(bo.getByText('It is answered.')).toBeVisible()
    await look(bo, 'step-answered')
    await bo.goto(`${world.home}/my-steps?state=waiting`)
    await expect(bo.getByRole('row', { name: /Ground floor/ })).toContainText('Reviewed')
  })

  await test.step('the next one sees what was said before, and wants a reason for a rejection', async () => {
    await ann.goto(`${world.home}/my-steps`)
    await ann.getByRole('row', { name: /Ground floor, second issue · Approve/ }).click()
    await expect(ann.getByText('The landing is too narrow on the second floor.')).toBeVisible()
    expect(await taken(ann, SKETCH.name)).toBe('The landing, 1.20 m wide.')
    await ann.getByRole('radio', { name: 'Reject' }).check({ force: true })
    await expect(ann.getByRole('button', { name: 'Reject' })).toBeDisabled()
    await both(ann, 'step-approve')
    await ann.getByRole('radio', { name: 'Approve', exact: true }).check({ force: true })
    await ann.getByRole('button', { name: 'Approve', exact: true }).click()
    await expect(ann.getByText('It is answered.')).toBeVisible()
    await ann.goto(`${world.home}/my-steps?state=done`)
    await expect(ann.getByRole('row', { name: /Ground floor/ })).toContainText('Approved')
  })

  await test.step('whoever started it has the files on the page of the workflow', async () => {
    await ann.goto(`${world.inProject}/workflows`)
    await ann.getByRole('row', { name: /Ground floor, second issue/ }).click()
    expect(await taken(ann, SKETCH.name)).toBe('The landing, 1.20 m wide.')
    await both(ann, 'workflow-attachments')
  })
  expect.soft(world.errors.filter((error) => !error.includes('filename=program.exe'))).toEqual([])
})
