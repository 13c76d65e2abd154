// From invitation to answer: whoever starts a workflow types the address of somebody who is not there, the mail says what waits,
// and accepting leads to the step. Who leaves is seen on the workflow, and their part is given to somebody else.
import { choose, newBrowser, PASSWORD } from '../support/people'
import { both, expect, look, test } from '../support/test'
import { call, makeWorld } from '../support/world'

test('a responder is invited where they are needed, answers, and a leaver is replaced', async ({ browser, server }) => {
  test.setTimeout(300_000)
  const world = await makeWorld(browser, server, 'Newcomer Works', ['A-101'])
  const { ann } = world
  await world.join('bo@invite.example', 'Bo Reed', 'reviewer')
  const dialog = ann.getByRole('dialog')
  const body = {
    name: 'Approval',
    category: 'Approval',
    settings: {},
    stages: [
      { name: 'Review', steps: [{ name: 'Check', type: 'approve', assignment: { kind: 'open' } }] },
      { name: 'Approval', steps: [{ name: 'Sign off', type: 'approve', assignment: { kind: 'role', role: 'reviewer' } }] },
    ],
  }
  const template = await call<{ id: string; version: number }>(ann, 'POST', `${world.project}/workflow-templates`, body)
  await call(ann, 'POST', `${world.project}/workflow-templates/${template.id}/activate`, { version: template.version })

  await test.step('an address is typed where somebody is chosen', async () => {
    await ann.goto(`${world.inProject}/register`)
    await ann.getByRole('checkbox', { name: /A-101/ }).check()
    await ann.getByRole('region', { name: '1 selected' }).getByRole('button', { name: 'Start a workflow' }).click()
    await ann.getByRole('list', { name: 'Template' }).getByRole('button', { name: /Approval/ }).click()
    await ann.getByRole('textbox', { name: 'Title' }).fill('Ground floor for approval')
    await ann.getByRole('button', { name: 'To who answers' }).click()
    const field = ann.getByRole('textbox', { name: 'Somebody to answer “Check”' }).or(ann.getByRole('combobox', { name: 'Somebody to answer “Check”' })).first()
    await field.fill('kim.moss@example.org')
    await expect(ann.getByRole('option', { name: 'Invite kim.moss@example.org to answer' })).toBeVisible()
    await ann.getByRole('option', { name: 'Invite kim.moss@example.org to answer' }).click()
    await expect(ann.getByText('will be invited')).toBeVisible()
    await both(ann, 'workflow-people-invited')
    await ann.getByRole('button', { name: 'Start the workflow' }).click()
    await expect(ann.getByRole('list', { name: 'Who answers “Check”' })).toContainText('kim.moss@example.org · invited, has not accepted yet')
    await both(ann, 'workflow-invited')
  })

  await test.step('the link of the mail leads to the step, which is answered', async () => {
    const link = await server.linkInMail('kim.moss@example.org', /#wli_/)
    const { page: kim } = await newBrowser(browser, world.errors)
    await kim.goto(link)
    await kim.getByRole('button', { name: 'Open the invitation' }).click()
    await kim.getByLabel('Your name').fill('Kim Moss')
    await kim.getByLabel('Choose a password').fill(PASSWORD)
    await kim.getByRole('button', { name: 'Accept and sign in' }).click()
    await expect(kim.getByRole('heading', { name: /Ground floor for approval/ })).toBeVisible()
    await look(kim, 'workflow-newcomer-step')
    await kim.getByText('Approve', { exact: true }).first().click()
    await kim.getByRole('button', { name: 'Approve', exact: true }).last().click()
    await expect(kim.getByText('It is answered.')).toBeVisible()
  })

  await test.step('who leaves is seen on the workflow, and somebody else is asked instead', async () => {
    const { items } = await call<{ items: { id: string; person: { name: string } }[] }>(ann, 'GET', `${world.project}/members`)
    const bo = items.find(({ person }) => person.name === 'Bo Reed')
    await call(ann, 'POST', `${world.project}/members/${bo?.id}/end`, {})
    await ann.reload()
    const part = ann.getByRole('list', { name: 'Who answers “Sign off”' })
    await expect(part).toContainText('is not in the project any more')
    await both(ann, 'workflow-left')
    await part.getByRole('button', { name: 'Reassign “Sign off”' }).click()
    const field = dialog.getByRole('textbox', { name: 'Who answers' }).or(dialog.getByRole('combobox', { name: 'Who answers' })).first()
    await field.fill('lee@example.org')
    await ann.getByRole('option', { name: 'Invite lee@example.org to answer' }).click()
    await both(ann, 'workflow-reassign-invite')
    await dialog.getByRole('button', { name: 'Reassign' }).click()
    await expect(part).toContainText('lee@example.org · invited, has not accepted yet')
  })

  await test.step('what a workflow shows is restricted knowingly', async () => {
    await call(ann, 'POST', `${world.project}/groups`, { name: 'Cost' })
    await ann.goto(`${world.inProject}/register/${world.documents[0]?.id}`)
    await ann.getByRole('button', { name: /More actions/ }).first().click()
    await ann.getByRole('menuitem', { name: 'Restrict' }).click()
    await dialog.getByRole('switch', { name: /Restricted/ }).check({ force: true })
    await choose(ann, 'Groups that see it', 'Cost')
    await ann.keyboard.press('Escape')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(dialog.getByText(/Workflow WF-001 runs about it/)).toBeVisible()
    await both(ann, 'workflow-restrict')
    await dialog.getByRole('checkbox', { name: 'They may see it' }).check()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(dialog).toHaveCount(0)
  })
  // To a responder the project itself does not exist.
  expect(world.errors.filter((one) => !/^(422 POST .*\/restrict |404 GET .*\/projects\/prj_\w+ )/.test(one))).toEqual([])
})
