// A workflow is started in three screens, answered, watched, sent back and started again with another revision; one who comes
// too late is told so; steps are reassigned and ended.
import { choose, PASSWORD } from '../support/people'
import { both, expect, look, test } from '../support/test'
import { call, makeWorld, upload } from '../support/world'

const LONG = 'Ground floor, second issue, with everything that the steelwork contractor asked for in the meeting of the ninth'

test('a workflow is started, answered, sent back, started again and completed', async ({ browser, server }) => {
  test.setTimeout(480_000)
  const world = await makeWorld(browser, server, 'Run Works', ['A-101', 'A-102', 'A-103'])
  const { ann } = world
  const bo = await world.join('bo@run.example', 'Bo Reed', 'reviewer')
  const ines = await world.join('ines@run.example', 'Ines Roca', 'initiator')
  const { member_id: me } = await call<{ member_id: string }>(ann, 'GET', world.org)
  const dialog = ann.getByRole('dialog')
  const flow = ann.getByRole('group', { name: 'The workflow as it will run' })
  const went = ann.getByRole('group', { name: 'The workflow as it went' })

  await test.step('without a template nothing can be started, and the page says so', async () => {
    await ann.goto(`${world.inProject}/workflows`)
    await expect(ann.getByText('No workflows yet')).toBeVisible()
    await both(ann, 'workflows-empty')
    await ann.getByRole('button', { name: 'Start a workflow' }).first().click()
    await expect(ann.getByText('No template is active yet')).toBeVisible()
    await look(ann, 'workflow-no-template')
  })

  const activate = async (body: { name: string }) => {
    const template = await call<{ id: string; version: number }>(ann, 'POST', `${world.project}/workflow-templates`, body)
    await call(ann, 'POST', `${world.project}/workflow-templates/${template.id}/activate`, { version: template.version })
    return template
  }
  const template = {
    name: 'Review and approval of drawings',
    description: 'A reviewer and whoever else is chosen look at it side by side; then it is approved.',
    category: 'Review',
    settings: { show_previous_responses: true, initiator_may_change: ['sla'], on_rejection: 'return_to_previous' },
    stages: [
      {
        name: 'Review',
        steps: [
          { name: 'Check', type: 'review', assignment: { kind: 'role', role: 'reviewer' }, sla_hours: 72 },
          { name: 'Second look', type: 'review', assignment: { kind: 'open' } },
        ],
      },
      { name: 'Approval', steps: [{ name: 'Approve', type: 'approve', assignment: { kind: 'person', person_id: me } }] },
    ],
  }
  await activate(template)
  await activate({ ...template, name: 'For information', category: 'General', stages: [{ steps: [{ name: 'See it', type: 'acknowledge', assignment: { kind: 'open' } }] }] } as typeof template)

  await test.step('it begins with what is chosen in the register', async () => {
    await ann.goto(`${world.inProject}/register`)
    await ann.getByRole('checkbox', { name: /A-101/ }).check()
    await ann.getByRole('checkbox', { name: /A-102/ }).check()
    await ann.getByRole('region', { name: '2 selected' }).getByRole('button', { name: 'Start a workflow' }).click()
    await expect(ann.getByRole('heading', { name: 'Start a workflow' })).toBeVisible()
    await expect(ann.getByRole('list', { name: 'Template' }).getByRole('listitem')).toHaveCount(2)
    await both(ann, 'workflow-template-choice')
    await ann.getByRole('button', { name: /Review and approval of drawings/ }).click()
  })

  await test.step('what it is about is said, and outlives a page that is loaded anew', async () => {
    await expect(ann.getByRole('list', { name: 'Documents' }).getByText('A-102')).toBeVisible()
    await ann.getByRole('textbox', { name: 'Title' }).fill(LONG)
    await choose(ann, 'Priority', 'Urgent')
    await ann.getByRole('textbox', { name: 'Notes' }).fill('Needed before the pour.')
    await choose(ann, 'Add a document', /A-103/)
    await ann.getByRole('button', { name: 'Take A-102 out' }).click()
    await ann.reload()
    await expect(ann.getByRole('textbox', { name: 'Title' })).toHaveValue(LONG)
    await expect(ann.getByRole('heading', { name: '2 documents' })).toBeVisible()
    await both(ann, 'workflow-details')
    await ann.getByRole('button', { name: 'To who answers' }).click()
  })

  await test.step('who answers is looked up, and what is open is chosen', async () => {
    await expect(flow.getByRole('list', { name: 'Who answers “Check”' }).getByText('Bo Reed')).toBeVisible()
    await expect(flow.getByText('Choose who answers this step.')).toBeVisible()
    await expect(ann.getByRole('button', { name: 'Start the workflow' })).toBeDisabled()
    await both(ann, 'workflow-people-missing')
    await choose(ann, 'Somebody to answer “Second look”', /Ines Roca/)
    await expect(flow.getByText('Choose who answers this step.')).toHaveCount(0)
    await expect(ann.getByText('3 people are asked.')).toBeVisible()
    await both(ann, 'workflow-people')
    await ann.getByRole('button', { name: 'Start the workflow' }).click()
    await expect(ann.getByRole('heading', { name: `WF-001 · ${LONG}` })).toBeVisible()
    await expect(ann.getByRole('region', { name: 'Whose turn it is' })).toContainText('Check waits for Bo Reed')
    await both(ann, 'workflow-running')
  })

  await test.step('those who are asked answer', async () => {
    await bo.goto(`${world.home}/my-steps`)
    await bo.getByRole('row', { name: /Ground floor, second issue.* · Check/ }).click()
    await bo.getByText('Send the review').first().click()
    await bo.getByRole('textbox', { name: 'Comment' }).fill('The landing is too narrow on the second floor.')
    await bo.getByRole('button', { name: 'Send the review' }).click()
    await expect(bo.getByText('It is answered.')).toBeVisible()
    await bo.getByRole('navigation', { name: 'Where you are' }).getByRole('link', { name: 'WF-001' }).click()
    await expect(bo.getByRole('list', { name: 'Who answers “Check”' })).toContainText('Bo Reed · Reviewed')
    await look(bo, 'workflow-as-reviewer')
  })

  await test.step('somebody else is asked in the place of another, and one who comes too late is told', async () => {
    await ann.goto(`${world.inProject}/workflows`)
    await ann.getByRole('row', { name: /WF-001/ }).click()
    await went.getByRole('button', { name: 'More actions: Second look' }).click()
    await ann.getByRole('menuitem', { name: 'Reassign' }).click()
    await choose(ann, 'Who answers', /Bo Reed/)
    await look(ann, 'workflow-reassign')
    await dialog.getByRole('button', { name: 'Reassign' }).click()
    await expect(went.getByRole('list', { name: 'Who answers “Second look”' })).toContainText('Bo Reed · is asked')
    await went.getByRole('button', { name: 'More actions: Second look' }).click()
    await ann.getByRole('menuitem', { name: 'End the step' }).click()
    // Meanwhile it is answered.
    const mine = await call<{ items: { id: string; name: string }[] }>(bo, 'GET', `${world.org}/my-steps`)
    const step = mine.items.find(({ name }) => name === 'Second look')
    const { version } = await call<{ version: number }>(bo, 'GET', `${world.project}/steps/${step?.id}`)
    await call(bo, 'POST', `${world.project}/steps/${step?.id}/respond`, { version, answer: 'review', comment: 'Nothing to add.' })
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('It is not needed.')
    await dialog.getByRole('button', { name: 'End the step' }).click()
    await expect(dialog.getByRole('alert')).toBeVisible()
    await look(ann, 'workflow-too-late')
    await dialog.getByRole('button', { name: 'Keep it' }).click()
    await expect(went.getByRole('list', { name: 'Who answers “Second look”' })).toContainText('Bo Reed · Reviewed')
    world.errors.splice(0, world.errors.length, ...world.errors.filter((one) => !/^4(09|12|22) POST .*\/terminate /.test(one)))
  })

  await test.step('it is sent back, and started again with the newest revision', async () => {
    await ann.getByRole('button', { name: 'More actions: WF-001' }).click()
    await ann.getByRole('menuitem', { name: 'Send back' }).click()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('The stairs are drawn anew.')
    await look(ann, 'workflow-recall')
    await dialog.getByRole('button', { name: 'Send back' }).click()
    await expect(ann.getByText('It was sent back to Ann Keel, who may start it again.')).toBeVisible()
    const upload_id = await upload(ann, world.project, server.folder, 'A-101-P02', 'Sheet A-101')
    await call(ann, 'POST', `${world.project}/documents/${world.documents[0]?.id}/revisions`, { upload_id, revision: 'P02', change_description: 'Moved', status: 'for_review' })
    await ann.reload()
    await both(ann, 'workflow-returned')
    await ann.getByRole('button', { name: 'Start it again' }).click()
    await expect(dialog.getByText('P01 → P02')).toBeVisible()
    await look(ann, 'workflow-resubmit')
    await dialog.getByRole('textbox', { name: 'What changed' }).fill('The stairs are wider.')
    await dialog.getByRole('button', { name: 'Start it again' }).click()
    await expect(ann.getByRole('region', { name: 'Whose turn it is' })).toContainText('Approve waits for Ann Keel')
    await expect(ann.getByRole('grid', { name: 'Documents' }).getByRole('row', { name: /A-101/ })).toContainText('P02')
  })

  await test.step('it is approved, and the page tells how it went', async () => {
    await went.getByRole('link', { name: 'Approve' }).click()
    await ann.getByRole('radio', { name: 'Approve', exact: true }).check({ force: true })
    await ann.getByRole('button', { name: 'Approve', exact: true }).click()
    await expect(ann.getByText('It is answered.')).toBeVisible()
    await ann.getByRole('navigation', { name: 'Where you are' }).getByRole('link', { name: 'WF-001' }).click()
    await expect(ann.getByRole('heading', { name: '3 answers' })).toBeVisible()
    await expect(ann.getByText('The landing is too narrow on the second floor.')).toBeVisible()
    await expect(ann.getByRole('button', { name: 'More actions: WF-001' })).toHaveCount(0)
    await both(ann, 'workflow-completed')
  })

  await test.step('the document tells which workflows it was in', async () => {
    await ann.goto(`${world.inProject}/register/${world.documents[0]?.id}?tab=workflows`)
    const run = ann.getByRole('grid', { name: 'Workflows' }).getByRole('row', { name: /WF-001/ })
    for (const text of ['P02', 'Approved']) await expect(run).toContainText(text)
    await both(ann, 'document-workflows')
    await run.getByRole('link', { name: 'WF-001' }).click()
    await expect(ann.getByRole('heading', { name: `WF-001 · ${LONG}` })).toBeVisible()
  })

  await test.step('another is begun at a document, and cancelled', async () => {
    await ann.goto(`${world.inProject}/register/${world.documents[1]?.id}`)
    await ann.getByRole('button', { name: 'More actions', exact: true }).click()
    await ann.getByRole('menuitem', { name: 'Start a workflow' }).click()
    await ann.getByRole('button', { name: /For information/ }).click()
    await expect(ann.getByRole('heading', { name: '1 document' })).toBeVisible()
    await ann.getByRole('button', { name: 'To who answers' }).click()
    await expect(ann.getByRole('alert').getByRole('button', { name: 'To the documents' })).toBeVisible()
    await look(ann, 'workflow-people-no-title')
    await ann.getByRole('alert').getByRole('button', { name: 'To the documents' }).click()
    await ann.getByRole('textbox', { name: 'Title' }).fill('For the file')
    await ann.getByRole('button', { name: 'To who answers' }).click()
    await choose(ann, 'Somebody to answer “See it”', /Ines Roca/)
    await ann.getByRole('button', { name: 'Start the workflow' }).click()
    await expect(ann.getByRole('heading', { name: 'WF-002 · For the file' })).toBeVisible()
    await ann.getByRole('button', { name: 'More actions: WF-002' }).click()
    await ann.getByRole('menuitem', { name: 'Cancel the workflow' }).click()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Sent by mail instead.')
    await dialog.getByRole('button', { name: 'Cancel the workflow' }).click()
    await expect(ann.getByText('Cancelled', { exact: true }).first()).toBeVisible()
    await look(ann, 'workflow-cancelled')
  })

  await test.step('the list can be narrowed', async () => {
    await ann.goto(`${world.inProject}/workflows`)
    await expect(ann.getByRole('row', { name: /WF-001/ })).toContainText('Approved')
    await both(ann, 'workflows')
    await ann.getByRole('radiogroup', { name: 'Status' }).getByText('Cancelled').click()
    await expect(ann.getByRole('row', { name: /WF-002/ })).toBeVisible()
    await expect(ann.getByRole('row', { name: /WF-001/ })).toHaveCount(0)
    await expect(ann).toHaveURL(/status=cancelled/)
    await ann.goto(`${world.inProject}/workflows?status=returned`)
    await expect(ann.getByText('None in this state')).toBeVisible()
  })

  await test.step('whoever only reads finds no more than that', async () => {
    await bo.goto(`${world.inProject}/workflows`)
    await expect(bo.getByRole('row', { name: /WF-002/ })).toBeVisible()
    await expect(bo.getByRole('button', { name: 'Start a workflow' })).toHaveCount(0)
    await ines.goto(`${world.inProject}/workflows`)
    await expect(ines.getByRole('button', { name: 'Start a workflow' })).toBeVisible()
  })
  expect.soft(world.errors).toEqual([])
})

test('a step is signed with a name and the password, and gives a receipt', async ({ browser, server }) => {
  test.setTimeout(300_000)
  const world = await makeWorld(browser, server, 'Sign Works', ['A-101', 'A-102'])
  const { ann } = world
  const bo = await world.join('bo@sign.example', 'Bo Reed', 'reviewer')
  const dialog = bo.getByRole('dialog')
  const { id, version } = await call<{ id: string; version: number }>(ann, 'POST', `${world.project}/workflow-templates`, {
    name: 'Signed',
    category: 'Approval',
    stages: [{ steps: [{ name: 'Sign off', type: 'sign', statement: 'I have checked these files and take responsibility for them.', assignment: { kind: 'role', role: 'reviewer' } }] }],
  })
  await call(ann, 'POST', `${world.project}/workflow-templates/${id}/activate`, { version })
  const start = (title: string, document: number) =>
    call<{ id: string; stages: { steps: { id: string }[] }[] }>(ann, 'POST', `${world.project}/workflows`, { template_id: id, title, documents: [{ document_id: world.documents[document]?.id }] })

  await test.step('the words that are signed are written in the template', async () => {
    await ann.goto(`${world.inProject}/workflows/templates/${id}?show=0-0`)
    await expect(ann.getByRole('textbox', { name: 'What is signed' })).toHaveValue(/take responsibility/)
    await look(ann, 'template-sign')
  })

  await test.step('whoever declines says why', async () => {
    const run = await start('Ground floor', 0)
    await bo.goto(`${world.inProject}/steps/${run.stages[0]?.steps[0]?.id}`)
    await expect(bo.getByText('I have checked these files and take responsibility for them.')).toBeVisible()
    await both(bo, 'step-sign')
    await bo.getByRole('button', { name: 'Decline to sign' }).click()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('The hash is not that of my print.')
    await look(bo, 'step-decline')
    await dialog.getByRole('button', { name: 'Decline to sign' }).click()
    await expect(bo.getByText('The hash is not that of my print.')).toBeVisible()
  })

  await test.step('a wrong password signs nothing', async () => {
    const run = await start('First floor', 1)
    await bo.goto(`${world.inProject}/steps/${run.stages[0]?.steps[0]?.id}`)
    await bo.getByRole('button', { name: 'Sign', exact: true }).click()
    await expect(dialog.getByLabel('Your full name')).toHaveValue('')
    await dialog.getByLabel('Your full name').fill('Bo J. Reed')
    await dialog.getByLabel('Your password').fill('not this one')
    await dialog.getByRole('button', { name: 'Sign', exact: true }).click()
    await expect(dialog.getByText('This is not your password.')).toBeVisible()
    await both(bo, 'step-sign-dialog')
    world.errors.splice(0, world.errors.length, ...world.errors.filter((one) => !/^422 POST .*\/respond /.test(one)))
  })

  await test.step('with the right one it is signed, and the receipt is there for both', async () => {
    await dialog.getByLabel('Your password').fill(PASSWORD)
    await dialog.getByRole('button', { name: 'Sign', exact: true }).click()
    await expect(bo.getByText(/Signed as “Bo J\. Reed”/)).toBeVisible()
    await both(bo, 'step-signed')
    for (const name of ['Receipt (PDF)', 'Signed file']) {
      const href = await bo.getByRole('link', { name }).last().getAttribute('href')
      expect((await bo.request.get(new URL(href ?? '', server.url).href)).status()).toBe(200)
    }
    await ann.goto(`${world.inProject}/workflows`)
    await ann.getByRole('row', { name: /First floor/ }).click()
    await expect(ann.getByText(/Signed as “Bo J\. Reed”/)).toBeVisible()
    const evidence = await ann.getByRole('link', { name: 'Evidence' }).getAttribute('href')
    expect((await ann.request.get(new URL(evidence ?? '', server.url).href)).headers()['content-type']).toContain('application/pdf')
    await both(ann, 'workflow-signed')
  })
  expect.soft(world.errors).toEqual([])
})
