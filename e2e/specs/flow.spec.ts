// What becomes of documents after they are in the register: changes asked for and decided, submissions taken in
// together, numbers merged, documents superseded, withdrawn, deleted for good.
import { choose } from '../support/people'
import { expect, look, test } from '../support/test'
import { call, makeWorld, share, upload, type Created } from '../support/world'

test('an external asks for changes, and a controller decides field by field', async ({ browser, server }) => {
  test.setTimeout(240_000)
  const world = await makeWorld(browser, server, 'Request Works', ['A-101', 'A-102'])
  const { ann } = world
  const ed = await world.join('ed@request.example', 'Ed Forge', 'external')
  for (const number of ['A-101', 'A-102']) await share(world, number, { kind: 'company', id: world.companies.outside })
  const document = (index: number) => `${world.inProject}/register/${world.documents[index]?.id}`
  const dialog = ed.getByRole('dialog')

  const ask = async (index: number, title: string) => {
    await ed.goto(`${document(index)}?tab=details`)
    await ed.getByRole('button', { name: 'More actions' }).click()
    await ed.getByRole('menuitem', { name: 'Request an edit' }).click()
    await dialog.getByRole('textbox', { name: 'Title' }).fill(title)
    await choose(ed, 'Status', 'Approved')
    await dialog.getByLabel('Comment').fill('The title block says otherwise')
    await expect(dialog.getByText('2 changes')).toBeVisible()
  }
  await test.step('the request leaves the document as it is and says that it waits', async () => {
    await ask(0, 'Ground floor plan')
    await look(ed, 'request-edit')
    await dialog.getByRole('button', { name: 'Send the request' }).click()
    await expect(ed.getByText(/You asked for changes, and nobody has decided yet/)).toBeVisible()
    await expect(ed.getByRole('heading', { name: /Sheet A-101/ })).toBeVisible()
    await ed.getByRole('button', { name: 'Show them' }).click()
    await expect(ed.getByText('Ground floor plan')).toBeVisible()
    await look(ed, 'document-request-open')
    await ask(1, 'Deck')
    await dialog.getByRole('button', { name: 'Send the request' }).click()
    await expect(ed.getByText(/nobody has decided yet/)).toBeVisible()
  })

  await test.step('the queue shows each change with the original under it', async () => {
    await ann.goto(`${world.inProject}/requests`)
    const row = ann.getByRole('row', { name: /A-101/ })
    await expect(row).toContainText('Ground floor plan')
    await expect(row).toContainText('Sheet A-101')
    await look(ann, 'requests')
  })

  await test.step('one change is undone, one is altered, the rest is approved', async () => {
    await ann.getByRole('row', { name: /A-101/ }).click()
    const panel = ann.getByRole('complementary')
    await panel.getByRole('checkbox', { name: 'Status' }).uncheck()
    await panel.getByRole('textbox', { name: 'New value: Title' }).fill('Ground floor, general arrangement')
    await look(ann, 'request-decide')
    await panel.getByRole('button', { name: 'Approve 1 of 2' }).click()
    await expect(ann.getByText('A-101 is changed.')).toBeVisible()
    await ann.goto(document(0))
    await expect(ann.getByRole('heading', { name: /Ground floor, general arrangement/ })).toBeVisible()
    await expect(ann.getByText('For review').first()).toBeVisible()
  })

  await test.step('another is rejected with a reason that the requester reads', async () => {
    await ann.goto(`${document(1)}?tab=details`)
    await ann.getByRole('link', { name: 'Somebody asks for changes to this document.' }).click()
    await ann.getByRole('row', { name: /A-102/ }).click()
    await ann.getByRole('complementary').getByRole('button', { name: 'Reject' }).click()
    await ann.getByRole('dialog').getByLabel('Reason').fill('The drawing is right')
    await ann.getByRole('dialog').getByRole('button', { name: 'Reject' }).click()
    await expect(ann.getByText('The request on A-102 is rejected.')).toBeVisible()
    await ann.goto(`${world.inProject}/requests?state=decided`)
    await expect(ann.getByRole('row', { name: /A-102/ })).toContainText('Rejected')
    await ed.goto(`${world.inProject}/requests`)
    await ed.getByRole('row', { name: /A-102/ }).click()
    await expect(ed.getByRole('complementary').getByText('The drawing is right')).toBeVisible()
    await look(ed, 'requests-own')
  })

  await test.step('an open request is withdrawn by whoever made it', async () => {
    await ask(1, 'Deck, second try')
    await dialog.getByRole('button', { name: 'Send the request' }).click()
    await ed.getByRole('button', { name: 'Withdraw' }).click()
    await dialog.getByRole('button', { name: 'Withdraw' }).click()
    await expect(ed.getByText(/nobody has decided yet/)).toHaveCount(0)
  })
  expect.soft(world.errors).toEqual([])
})

test('submissions are corrected and taken in together', async ({ browser, server }) => {
  test.setTimeout(240_000)
  const world = await makeWorld(browser, server, 'Queue Works', ['NS-100'])
  const { ann } = world
  const ed = await world.join('ed@queue.example', 'Ed Forge', 'external')
  for (const number of ['NS-100', 'NS-901', 'NS-902', 'NS-903']) {
    const upload_id = await upload(ed, world.project, server.folder, number, `Bolts ${number}`)
    await call<Created>(ed, 'POST', `${world.project}/documents`, {
      rows: [{ upload_id, number, title: `Bolts ${number}`, revision: 'B', document_type: 'DRG' }],
    })
  }
  const dialog = ann.getByRole('dialog')
  const row = (number: string) => ann.getByRole('row', { name: new RegExp(number) })

  await test.step('one is renumbered and corrected before it is taken in', async () => {
    await ann.goto(`${world.inProject}/pending`)
    await row('NS-901').click()
    const panel = ann.getByRole('complementary')
    await panel.getByRole('textbox', { name: 'Number' }).fill('NS-911')
    await panel.getByRole('button', { name: 'Correct more' }).click()
    await panel.getByRole('textbox', { name: 'Description' }).fill('Anchor bolts of the north abutment')
    await look(ann, 'pending-correct')
    await panel.getByRole('button', { name: 'Accept' }).click()
    await expect(ann.getByText('NS-911 is in the register.')).toBeVisible()
  })
  await test.step('several are taken in together, or none when one cannot be', async () => {
    await row('NS-100').getByRole('checkbox').check()
    await row('NS-902').getByRole('checkbox').check()
    await ann.getByRole('region', { name: '2 selected' }).getByRole('button', { name: 'Accept' }).click()
    await expect(dialog.getByText('Take in as')).toBeVisible()
    await dialog.getByRole('textbox', { name: /^Number of/ }).fill('NS-911')
    await dialog.getByRole('button', { name: 'Accept' }).click()
    await expect(dialog.getByRole('alert').first()).toBeVisible()
    await look(ann, 'pending-accept-many')
    await dialog.getByRole('textbox', { name: /^Number of/ }).fill('NS-902')
    await dialog.getByRole('button', { name: 'Accept' }).click()
    await expect(ann.getByText('2 submissions are accepted.')).toBeVisible()
    await expect(row('NS-902')).toHaveCount(0)
    const { revisions } = await call<{ revisions: { code: string }[] }>(ann, 'GET', `${world.project}/documents/${world.documents[0]?.id}`)
    expect(revisions.map(({ code }) => code).sort()).toEqual(['B', 'P01'])
  })
  await test.step('the rest is rejected with one reason', async () => {
    await ann.getByRole('checkbox', { name: 'Select all loaded rows' }).check()
    await ann.getByRole('region', { name: '1 selected' }).getByRole('button', { name: 'Reject' }).click()
    await dialog.getByLabel('Reason').fill('Old datum')
    await dialog.getByRole('button', { name: 'Reject' }).click()
    await expect(ann.getByText('Nothing waits for a decision')).toBeVisible()
  })
  const unexpected = world.errors.filter((error) => !/^422 /.test(error))
  expect.soft(unexpected).toEqual([])
})

test('numbers are merged, documents superseded, withdrawn, deleted and restored', async ({ browser, server }) => {
  test.setTimeout(300_000)
  const world = await makeWorld(browser, server, 'Merge Works', ['A-101', 'A-1O1', 'A-200', 'A-201'])
  const { ann } = world
  await world.join('ed@merge.example', 'Ed Forge', 'external')
  await share(world, 'A-1O1', { kind: 'company', id: world.companies.outside })
  const dialog = ann.getByRole('dialog')
  const document = (index: number) => `${world.inProject}/register/${world.documents[index]?.id}`
  const act = async (name: string | RegExp) => {
    await ann.getByRole('button', { name: 'More actions' }).click()
    await ann.getByRole('menuitem', { name }).click()
  }

  // The misnumbered one went on to a later revision, so that both have a P01.
  await call(ann, 'POST', `${world.project}/documents/${world.documents[1]?.id}/revisions`, {
    upload_id: await upload(ann, world.project, server.folder, 'A-1O1-P02', 'Sheet A-101'),
    revision: 'P02',
    status: 'for_review',
  })

  await test.step('merging says what becomes of revisions and who will see more, and asks to be sure', async () => {
    await ann.goto(`${document(0)}?tab=details`)
    await act(/^Merge/)
    await dialog.getByRole('combobox', { name: 'Merge with' }).or(dialog.getByRole('textbox', { name: 'Merge with' })).first().fill('A-1O1')
    await ann.getByRole('option', { name: /A-1O1/ }).click()
    await expect(dialog.getByText('1 revision code is there twice. Give the other one another code.')).toBeVisible()
    await expect(dialog.getByRole('button', { name: 'Merge' })).toBeDisabled()
    await look(ann, 'merge-collision')
    await dialog.getByRole('button', { name: 'Use the suggested codes' }).click()
    await dialog.getByRole('checkbox', { name: /^I am sure/ }).check()
    await look(ann, 'merge')
    await dialog.getByRole('button', { name: 'Merge' }).click()
    await expect(ann.getByText('Merged into A-101.')).toBeVisible()
    await ann.goto(`${document(0)}?tab=details`)
    await expect(ann.getByText('A-1O1', { exact: true })).toBeVisible()
  })
  await test.step('the former address leads to what it was merged into', async () => {
    await ann.goto(document(1))
    await ann.getByRole('link', { name: 'Open it' }).click()
    await expect(ann.getByRole('heading', { name: /A-101/ })).toBeVisible()
  })
  await test.step('a document is superseded by another and points to it', async () => {
    await call(ann, 'POST', `${world.project}/documents/${world.documents[2]?.id}/status`, {
      status: 'approved',
      reason: 'Checked',
      version: (await call<{ version: number }>(ann, 'GET', `${world.project}/documents/${world.documents[2]?.id}`)).version,
    })
    await ann.goto(`${document(2)}?tab=details`)
    await act(/^Supersede/)
    await dialog.getByRole('combobox', { name: 'Superseded by' }).or(dialog.getByRole('textbox', { name: 'Superseded by' })).first().fill('A-201')
    await ann.getByRole('option', { name: /A-201/ }).click()
    await look(ann, 'supersede')
    await dialog.getByRole('button', { name: 'Supersede' }).click()
    await expect(ann.getByRole('alert').getByRole('link', { name: /A-201/ })).toBeVisible()
  })
  await test.step('a document is withdrawn with a reason', async () => {
    await ann.goto(`${document(3)}?tab=details`)
    await act(/^Withdraw/)
    await dialog.getByLabel('Reason').fill('The span is not built')
    await dialog.getByRole('button', { name: 'Withdraw' }).click()
    await expect(ann.getByText('A-201 is withdrawn.')).toBeVisible()
  })
  await test.step('a deleted draft is in the bin, and comes back', async () => {
    const upload_id = await upload(ann, world.project, server.folder, 'A-900', 'Sketch')
    const { items } = await call<Created>(ann, 'POST', `${world.project}/documents`, {
      rows: [{ upload_id, number: 'A-900', title: 'Sketch', revision: 'A', document_type: 'DRG', discipline: 'ARC', status: 'draft' }],
    })
    await call(ann, 'DELETE', `${world.project}/documents/${items[0]?.id}`)
    await ann.goto(`${world.inProject}/bin`)
    const row = ann.getByRole('row', { name: /A-900/ })
    await expect(row).toBeVisible()
    await look(ann, 'bin')
    await row.getByRole('button', { name: /More actions/ }).click()
    await ann.getByRole('menuitem', { name: 'Restore' }).click()
    await expect(ann.getByText('A-900 is back in the register.')).toBeVisible()
    await expect(ann.getByText('The bin is empty')).toBeVisible()
  })
  const unexpected = world.errors.filter((error) => !/^(410|422) |Problem: It was merged into/.test(error))
  expect.soft(unexpected).toEqual([])
})

test('documents are changed together, and a view brings them back', async ({ browser, server }) => {
  test.setTimeout(240_000)
  const world = await makeWorld(browser, server, 'Bulk Works', ['A-101', 'A-102', 'A-103'])
  const { ann } = world
  const dialog = ann.getByRole('dialog')
  const bar = ann.getByRole('region', { name: /selected$/ })
  const row = (number: string) => ann.getByRole('row', { name: new RegExp(`^${number} ·`) })
  const pick = async (...numbers: string[]) => {
    for (const number of numbers) await row(number).getByRole('checkbox').check()
  }
  const views = (name: string) => ann.getByRole('button', { name: `View: ${name}` })
  await ann.goto(`${world.inProject}/register`)

  await test.step('one field of several documents is filled in', async () => {
    await pick('A-101', 'A-102')
    await look(ann, 'bulk-bar')
    await bar.getByRole('button', { name: 'Edit the details' }).click()
    await choose(ann, 'Fields to change', 'WBS')
    await dialog.getByRole('textbox', { name: 'WBS' }).fill('1.2.3')
    await look(ann, 'bulk-edit')
    await dialog.getByRole('button', { name: /^Change 2/ }).click()
    await expect(ann.getByText('2 documents are changed.')).toBeVisible()
    const changed = await call<{ wbs: string }>(ann, 'GET', `${world.project}/documents/${world.documents[1]?.id}`)
    expect(changed.wbs).toBe('1.2.3')
  })
  await test.step('what stands in the way is named, and the rest goes on without it', async () => {
    await call(ann, 'POST', `${world.project}/documents/${world.documents[0]?.id}/status`, {
      status: 'withdrawn',
      reason: 'Not built',
      version: (await call<{ version: number }>(ann, 'GET', `${world.project}/documents/${world.documents[0]?.id}`)).version,
    })
    await pick('A-101', 'A-102', 'A-103')
    await bar.getByRole('button', { name: 'Set the status' }).click()
    await choose(ann, 'New status', 'Under review')
    await dialog.getByRole('button', { name: /^Change 3/ }).click()
    await expect(dialog.getByText(/A-101: /)).toBeVisible()
    await look(ann, 'bulk-refused')
    await dialog.getByRole('button', { name: 'Go on without them' }).click()
    await dialog.getByRole('button', { name: /^Change 2/ }).click()
    await expect(dialog).toHaveCount(0)
    await expect(row('A-102')).toContainText('Under review')
    await expect(row('A-101')).toContainText('Withdrawn')
  })
  await test.step('a view is kept, shared, and stands in the address', async () => {
    await ann.goto(`${world.inProject}/register?status=under_review`)
    await expect(row('A-101')).toHaveCount(0)
    await views('Not saved').click()
    await ann.getByRole('menuitem', { name: 'Save as a view' }).click()
    await dialog.getByLabel('Name').fill('In the works')
    await dialog.getByRole('switch', { name: /Share with the project/ }).check({ force: true })
    await look(ann, 'view-save')
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(views('In the works')).toBeVisible()
    await expect(ann).toHaveURL(/view=viw_/)
  })
  await test.step('it says that it was changed, and keeps the change or undoes it', async () => {
    await ann.getByRole('button', { name: 'Clear filters' }).first().click()
    await expect(row('A-101')).toBeVisible()
    await views('All documents').click()
    await ann.getByRole('menuitem', { name: 'In the works' }).click()
    await expect(row('A-101')).toHaveCount(0)
    await ann.getByText('My documents', { exact: true }).click()
    await expect(views('In the works')).toContainText('changed')
    await views('In the works').click()
    await look(ann, 'views')
    await ann.getByRole('menuitem', { name: 'Undo the changes' }).click()
    await expect(views('In the works')).not.toContainText('changed')
    await ann.getByText('My documents', { exact: true }).click()
    await views('In the works').click()
    await ann.getByRole('menuitem', { name: 'Save the changes' }).click()
    await expect(views('In the works')).not.toContainText('changed')
    await expect(ann).toHaveURL(/mine=%22true/)
  })
  await test.step('the register opens with it until that is taken back', async () => {
    await views('In the works').click()
    await ann.getByRole('menuitemcheckbox', { name: 'Open the register with it' }).click()
    await ann.goto(`${world.inProject}/register`)
    await expect(views('In the works')).toBeVisible()
    await expect(row('A-102')).toBeVisible()
    await expect(row('A-101')).toHaveCount(0)
    await views('In the works').click()
    await ann.getByRole('menuitem', { name: 'All documents' }).click()
    await expect(row('A-101')).toBeVisible()
    await ann.reload()
    await expect(row('A-101')).toBeVisible()
  })
  await test.step('a colleague finds it and cannot change it; whoever made it renames and deletes it', async () => {
    const bo = await world.join('bo@bulk.example', 'Bo Reed', 'reviewer')
    await bo.goto(`${world.inProject}/register`)
    await bo.getByRole('button', { name: 'View: All documents' }).click()
    await bo.getByRole('menuitem', { name: /In the works/ }).click()
    await bo.getByRole('button', { name: 'View: In the works' }).click()
    await expect(bo.getByRole('menuitem', { name: 'Save as a view' })).toBeVisible()
    await expect(bo.getByRole('menuitem', { name: 'Delete the view' })).toHaveCount(0)
    await views('All documents').click()
    await ann.getByRole('menuitem', { name: 'In the works' }).click()
    await views('In the works').click()
    await ann.getByRole('menuitem', { name: 'Rename or share' }).click()
    await dialog.getByLabel('Name').fill('For the week')
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await views('For the week').click()
    await ann.getByRole('menuitem', { name: 'Delete the view' }).click()
    await dialog.getByRole('button', { name: 'Delete the view' }).click()
    await expect(ann.getByText('The view is deleted.')).toBeVisible()
    await expect(views('Not saved')).toBeVisible()
  })
  await test.step('drafts are deleted together, and only drafts', async () => {
    await ann.goto(`${world.inProject}/register?view=all`)
    await pick('A-102', 'A-103')
    await bar.getByRole('button', { name: 'Delete', exact: true }).click()
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click()
    await expect(dialog.getByText(/A-102: /)).toBeVisible()
    await expect(dialog.getByText(/A-103: /)).toBeVisible()
  })
  const unexpected = world.errors.filter((error) => !/^422 /.test(error))
  expect.soft(unexpected).toEqual([])
})
