// A workflow template is drawn, refused while somebody is missing, put to use and changed; the review matrix says who reviews what.
import { choose } from '../support/people'
import { expect, look, type Page, test } from '../support/test'
import { makeWorld } from '../support/world'

const both = async (page: Page, name: string) => {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await look(page, `${name}-${scheme}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

test('a template is drawn, put to use, changed and copied', async ({ browser, server }) => {
  test.setTimeout(420_000)
  const world = await makeWorld(browser, server, 'Flow Works', ['A-101'])
  const { ann } = world
  const bo = await world.join('bo@flow.example', 'Bo Reed', 'reviewer')
  const dialog = ann.getByRole('dialog')
  const panel = ann.getByRole('complementary')
  const card = (name: RegExp) => ann.getByRole('group', { name: 'The workflow as it will run' }).getByRole('button', { name })

  await test.step('it begins with a name and a first stage', async () => {
    await ann.goto(`${world.inProject}/register`)
    await ann.getByRole('link', { name: 'Workflows' }).click()
    await ann.getByRole('tab', { name: 'Templates' }).click()
    await expect(ann.getByText('No workflow templates yet')).toBeVisible()
    await both(ann, 'templates-empty')
    await ann.getByRole('button', { name: 'New template' }).first().click()
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Review and approval of drawings')
    await dialog.getByRole('button', { name: 'Draw it' }).click()
    await expect(ann.getByRole('heading', { name: 'Review and approval of drawings' })).toBeVisible()
    await ann.getByRole('button', { name: 'Add stage 1 here' }).click()
    await panel.getByRole('textbox', { name: 'Name' }).fill('Check')
    await choose(ann, 'Who answers', 'A role in the project')
    await expect(card(/^Check/)).toContainText('every Reviewer')
  })

  await test.step('steps stand side by side, and a stage follows', async () => {
    await ann.getByRole('button', { name: 'Add a step' }).click()
    await panel.getByRole('textbox', { name: 'Name' }).fill('Look at the structure, the loads and whatever else the structural engineer finds')
    await choose(ann, 'Who answers', 'Somebody')
    await choose(ann, 'Person', /Bo Reed/)
    await expect(ann.getByText('2 steps side by side')).toBeVisible()
    await ann.getByRole('button', { name: 'Add stage 2 here' }).click()
    await panel.getByRole('textbox', { name: 'Name' }).fill('Approve')
    await choose(ann, 'What is asked', 'Approve')
    await panel.getByRole('textbox', { name: 'Time to answer, in hours' }).fill('72')
    await panel.getByRole('switch', { name: 'Tell somebody else when it is late' }).check({ force: true })
    await choose(ann, 'When it is rejected, it', /Stage 1/)
    await expect(ann.getByRole('region', { name: 'Stage 2' }).getByText(/Rejected/)).toContainText('Stage 1')
    await both(ann, 'template-step')
  })

  await test.step('it is not put to use while nobody answers a step, and says where', async () => {
    await ann.getByRole('button', { name: 'Save and activate' }).click()
    await expect(ann.getByRole('alert').first()).toBeVisible()
    await panel.getByRole('button', { name: 'Close the panel' }).click()
    await expect(card(/^Approve/).locator('svg')).toBeVisible()
    await both(ann, 'template-refused')
    world.errors.splice(0, world.errors.length, ...world.errors.filter((one) => !/^422 POST .*\/activate /.test(one)))
    await card(/^Approve/).click()
    await choose(ann, 'Who answers', 'A role in the project')
    await choose(ann, 'Role', 'Project admin')
    await ann.getByRole('button', { name: 'Save and activate' }).click()
    await expect(ann.getByText('Active', { exact: true })).toBeVisible()
  })

  await test.step('a change of what is in use is a version of its own', async () => {
    await ann.getByRole('button', { name: 'Settings', exact: true }).click()
    await choose(ann, 'When a step is rejected, it', 'stops the workflow')
    await panel.getByRole('switch', { name: 'Everybody who is asked sees the answers before them' }).check({ force: true })
    await both(ann, 'template-settings')
    await ann.getByRole('button', { name: 'Stage 2', exact: true }).click()
    await panel.getByRole('textbox', { name: 'Name' }).fill('Approval')
    await expect(ann.getByText(/Saving makes this version 2/)).toBeVisible()
    await look(ann, 'template-stage')
    await ann.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(ann.getByText('Active · version 2')).toBeVisible()
    await ann.reload()
    await expect(ann.getByRole('region', { name: 'Stage 2' }).getByText('Approval')).toBeVisible()
  })

  await test.step('it is copied, and the copy deleted', async () => {
    await ann.getByRole('button', { name: /^More actions/ }).click()
    await ann.getByRole('menuitem', { name: 'Copy' }).click()
    await look(ann, 'template-copy')
    await dialog.getByRole('button', { name: 'Copy' }).click()
    await expect(ann.getByRole('heading', { name: 'Review and approval of drawings (copy)' })).toBeVisible()
    await ann.getByRole('button', { name: /^More actions/ }).click()
    await ann.getByRole('menuitem', { name: 'Delete' }).click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await expect(ann.getByRole('row', { name: 'Review and approval of drawings', exact: true })).toBeVisible()
    await both(ann, 'templates')
  })

  await test.step('the review matrix says who reviews what, and can be tried', async () => {
    await ann.getByRole('tab', { name: 'Review matrix' }).click()
    await expect(ann.getByText('No rules yet')).toBeVisible()
    await ann.getByRole('button', { name: 'Add a rule' }).click()
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Architecture')
    await choose(ann, 'Discipline', /ARC/)
    await look(ann, 'rule-dialog')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(ann.getByRole('row', { name: 'Architecture' })).toContainText('every Reviewer')
    await both(ann, 'matrix')
    await ann.getByRole('button', { name: 'Test the matrix' }).click()
    await choose(ann, 'Discipline', /STR/)
    await dialog.getByRole('button', { name: 'Run the test' }).click()
    await expect(dialog.getByRole('status')).toContainText('No rule names anybody.')
    await expect(dialog.getByRole('status')).toContainText(/Discipline would have to be Architecture/)
    await choose(ann, 'Discipline', /ARC/)
    await dialog.getByRole('button', { name: 'Run the test' }).click()
    await expect(dialog.getByRole('status')).toContainText('Rules that are met')
    await look(ann, 'matrix-test')
    await ann.keyboard.press('Escape')
  })

  await test.step('whoever does not manage templates reads them', async () => {
    await bo.goto(`${world.inProject}/workflows?tab=templates`)
    await expect(bo.getByRole('row', { name: 'Review and approval of drawings' })).toBeVisible()
    await expect(bo.getByRole('button', { name: 'New template' })).toHaveCount(0)
    await bo.getByRole('row', { name: 'Review and approval of drawings' }).click()
    await bo.getByRole('group', { name: 'The workflow as it will run' }).getByRole('button', { name: /^Check/ }).click()
    await expect(bo.getByRole('complementary').getByRole('textbox', { name: 'Name' })).toBeDisabled()
    await look(bo, 'template-read')
  })
  expect.soft(world.errors).toEqual([])
})
