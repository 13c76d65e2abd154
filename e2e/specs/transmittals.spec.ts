// A transmittal from the choice in the register to what its recipients find, undone once on the way, and what is owed after a revision.
import type { Locator } from '@playwright/test'
import { accept, choose, newBrowser } from '../support/people'
import { both, expect, look, type Page, test } from '../support/test'
import { call, makeWorld, type Named, upload } from '../support/world'

test('a transmittal is prepared, checked, issued, undone, issued again and received', async ({ browser, server }) => {
  test.setTimeout(420_000)
  const world = await makeWorld(browser, server, 'Transmit Works', ['A-101', 'A-102', 'A-103'])
  const { ann } = world
  const ed = await world.join('ed@transmit.example', 'Ed Forge', 'external')
  const ines = await world.join('ines@transmit.example', 'Ines Roca', 'initiator')
  const dialog = ann.getByRole('dialog')
  const documents = ann.getByRole('grid', { name: 'Documents' })

  await test.step('the organisation says what transmittals are sent for', async () => {
    await ann.goto(`${world.home}/settings?tab=transmittals`)
    await expect(ann.getByRole('list', { name: 'Purposes' }).getByText('For Approval')).toBeVisible()
    await ann.getByRole('button', { name: 'Add a purpose' }).click()
    await dialog.getByRole('textbox', { name: 'Name' }).fill('For Construction')
    await choose(ann, /^Receipt$/, 'is to be acknowledged')
    await dialog.getByRole('switch', { name: 'Issues the documents' }).check({ force: true })
    await look(ann, 'purpose-dialog')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(ann.getByRole('list', { name: 'Purposes' }).getByText('For Construction')).toBeVisible()
    await both(ann, 'settings-transmittals')
  })

  await test.step('a project has distribution lists', async () => {
    await ann.goto(`${world.inProject}/transmittals`)
    await expect(ann.getByText('No transmittals yet')).toBeVisible()
    await both(ann, 'transmittals-empty')
    await ann.getByRole('tab', { name: 'Distribution lists' }).click()
    await ann.getByRole('button', { name: 'Add a list' }).click()
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Structure, for review')
    await choose(ann, 'Who is on it', /Ines Roca/)
    await dialog.getByRole('textbox', { name: 'Who is on it' }).or(dialog.getByRole('combobox', { name: 'Who is on it' })).first().fill('k.ode@harbour.example Kim Ode')
    await ann.getByRole('option', { name: 'Send to k.ode@harbour.example' }).click()
    await expect(dialog.getByRole('list', { name: 'Who is on it' }).getByText('Kim Ode')).toBeVisible()
    await look(ann, 'distribution-list-dialog')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(ann.getByRole('region', { name: 'Structure, for review' })).toContainText('Ines Roca')
    await both(ann, 'distribution-lists')
  })

  await test.step('what is chosen in the register is sent', async () => {
    await ann.goto(`${world.inProject}/register`)
    await ann.getByRole('checkbox', { name: /A-101/ }).check()
    await ann.getByRole('checkbox', { name: /A-102/ }).check()
    await look(ann, 'register-chosen')
    await ann.getByRole('button', { name: 'Send by transmittal' }).click()
    await expect(ann.getByRole('heading', { name: 'New transmittal' })).toBeVisible()
    await expect(documents.getByRole('row', { name: /A-102/ })).toBeVisible()
    await choose(ann, 'Add a document', /A-103/)
    await expect(ann.getByRole('heading', { name: '3 documents' })).toBeVisible()
    await both(ann, 'transmittal-documents')
  })

  await test.step('what is missing is said where it is missing', async () => {
    await ann.getByRole('button', { name: 'To the recipients' }).click()
    await ann.getByRole('button', { name: 'Check it' }).click()
    await expect(ann.getByRole('textbox', { name: 'Subject' })).toHaveAttribute('aria-invalid', 'true')
    await look(ann, 'transmittal-refused')
    world.errors.splice(0, world.errors.length, ...world.errors.filter((one) => !/^422 POST .*\/transmittals /.test(one)))
    await ann.getByRole('textbox', { name: 'Subject' }).fill('Ground floor, second issue, with everything that the steelwork contractor asked for in the meeting of the ninth')
    await choose(ann, 'Purpose', 'For Construction')
  })

  await test.step('nobody is named, so it cannot be issued', async () => {
    await ann.getByRole('button', { name: 'To the recipients' }).click()
    await ann.getByRole('button', { name: 'Check it' }).click()
    await expect(ann.getByRole('alert').getByText('Nobody is named whom it goes to.')).toBeVisible()
    await expect(ann.getByRole('button', { name: /^Issue/ })).toBeDisabled()
    await look(ann, 'transmittal-obstacles')
    await ann.getByRole('alert').getByRole('button', { name: 'To the recipients' }).click()
  })

  await test.step('the check says who newly sees what', async () => {
    await choose(ann, 'Add a recipient', /Ed Forge/)
    await choose(ann, 'Add a recipient', /Ines Roca/)
    await ann.getByRole('radiogroup', { name: 'What is asked of Ines Roca' }).getByText('Copy').click()
    await both(ann, 'transmittal-recipients')
    await ann.getByRole('button', { name: 'Check it' }).click()
    await expect(ann.getByText(/^One person will newly see 3 documents/)).toBeVisible()
    await expect(ann.getByRole('grid', { name: '2 people get it' }).getByRole('row', { name: /Ed Forge/ })).toContainText('3')
    await both(ann, 'transmittal-check')
  })

  await test.step('it is issued, undone while nobody was told, and issued again', async () => {
    await ann.getByRole('button', { name: 'Issue to 2 people' }).click()
    await expect(ann.getByText('Nobody has been told yet.')).toBeVisible()
    await expect(ann.getByRole('region', { name: 'Undo' })).toBeInViewport()
    await expect(ann.getByRole('timer')).toHaveText(/The mails leave in (10:00|9:\d\d)\./)
    await both(ann, 'transmittal-issued')
    await ann.getByRole('button', { name: 'Make it a draft again' }).click()
    await expect(ann.getByRole('button', { name: 'Issue to 2 people' })).toBeEnabled()
    expect(await server.mails('ed@transmit.example')).toHaveLength(1)
    await ann.getByRole('button', { name: 'Issue to 2 people' }).click()
    await expect(ann.getByRole('grid', { name: 'Sent to 2 people' }).getByRole('row', { name: /Ed Forge/ })).toContainText('to acknowledge')
    await ann.goto(`${world.inProject}/transmittals`)
    await expect(ann.getByRole('row', { name: /TRN-001/ })).toContainText('0 of 1 acknowledged')
    await both(ann, 'transmittals')
  })

  await test.step('whoever is outside sees the documents, and the transmittal once they are told', async () => {
    await ed.goto(`${world.inProject}/register`)
    await expect(ed.getByRole('row', { name: /A-103/ })).toBeVisible()
    await ed.getByRole('link', { name: 'Transmittals' }).click()
    await expect(ed.getByText('No transmittals yet')).toBeVisible()
    await expect(ed.getByRole('tab')).toHaveCount(0)
    await look(ed, 'transmittals-outside')
  })

  await test.step('the team reads it, and opens what was sent', async () => {
    await ines.goto(`${world.inProject}/transmittals`)
    await ines.getByRole('row', { name: /TRN-001/ }).click()
    await expect(ines.getByRole('heading', { name: /TRN-001/, level: 1 })).toBeVisible()
    await expect(ines.getByRole('grid', { name: 'Sent to 2 people' })).toBeVisible()
    await look(ines, 'transmittal-read')
    await ines.getByRole('link', { name: 'A-101' }).click()
    await expect(ines.getByRole('heading', { name: /A-101/, level: 1 })).toBeVisible()
  })

  await test.step('a document tells which transmittals sent it, and whether it is in a workflow', async () => {
    await ines.getByRole('tab', { name: 'Transmittals' }).click()
    const sent = ines.getByRole('grid', { name: 'Transmittals' }).getByRole('row', { name: /TRN-001/ })
    for (const text of ['P01', 'For Construction', '0 of 1 acknowledged']) await expect(sent).toContainText(text)
    await both(ines, 'document-transmittals')
    await ines.getByRole('tab', { name: 'Workflows' }).click()
    await expect(ines.getByText('It has been in no workflow yet')).toBeVisible()
    await look(ines, 'document-workflows-none')
    await ines.getByRole('tab', { name: 'Transmittals' }).click()
    await ines.getByRole('tabpanel').getByRole('link', { name: 'TRN-001', exact: true }).click()
    await expect(ines.getByRole('heading', { name: /TRN-001/, level: 1 })).toBeVisible()
    // The document says that it was issued, and so does its row for whoever wants the column.
    await ines.goto(`${world.inProject}/register/${world.documents[0]?.id}`)
    await expect(ines.getByRole('link', { name: /^Issued P01 · TRN-001/ })).toBeVisible()
    await both(ines, 'document-issued')
    await ines.goto(`${world.inProject}/register?cols=rev|status|issued|sent|workflow&issued=true`)
    const rows = ines.getByRole('treegrid', { name: 'Register' })
    await expect(rows.getByRole('row', { name: /A-101/ })).toContainText('TRN-001')
    await both(ines, 'register-issued')
    await ines.goto(`${world.inProject}/register?issued=false`)
    await expect(rows.getByRole('row', { name: /A-101/ })).toHaveCount(0)
    // From outside one sees what one was told of, and nothing of workflows.
    await ed.goto(`${world.inProject}/register/${world.documents[0]?.id}?tab=transmittals`)
    await expect(ed.getByText('No transmittal has sent it yet')).toBeVisible()
    await expect(ed.getByRole('tab', { name: 'Workflows' })).toHaveCount(0)
  })

  await test.step('after a revision, what is owed is sent', async () => {
    await ann.goto(`${world.inProject}/transmittals?tab=owed`)
    await expect(ann.getByText('Nothing is owed')).toBeVisible()
    const [first] = world.documents
    const upload_id = await upload(ann, world.project, server.folder, 'A-101-P02', 'Sheet A-101')
    await call(ann, 'POST', `${world.project}/documents/${first?.id}/revisions`, { upload_id, revision: 'P02', change_description: 'Moved', status: 'for_review' })
    await ann.reload()
    await ann.getByRole('checkbox', { name: /Ed Forge · A-101/ }).check()
    await look(ann, 'owed')
    await ann.getByRole('button', { name: 'Send what is owed' }).click()
    await expect(documents.getByRole('row', { name: /A-101/ })).toContainText('P02')
    await ann.getByRole('textbox', { name: 'Subject' }).fill('A-101, moved')
    await choose(ann, 'Purpose', 'For Information')
    await ann.getByRole('button', { name: 'Save the draft' }).click()
    await expect(ann.getByRole('heading', { name: 'TRN-002 · A-101, moved' })).toBeVisible()
    await ann.getByRole('button', { name: 'More actions: TRN-002' }).click()
    await ann.getByRole('menuitem', { name: 'Delete the draft' }).click()
    await ann.getByRole('dialog').getByRole('button', { name: 'Delete the draft' }).click()
    await expect(ann.getByRole('row', { name: /TRN-001/ })).toBeVisible()
    await expect(ann.getByRole('row', { name: /TRN-002/ })).toHaveCount(0)
  })

  await test.step('who still holds a revision is told at the document, and sent the current one', async () => {
    await ann.goto(`${world.inProject}/register/${world.documents[0]?.id}?tab=revisions`)
    await ann.getByRole('grid', { name: 'Revisions' }).getByRole('row', { name: /P01/ }).getByRole('button', { name: 'More actions' }).click()
    await ann.getByRole('menuitem', { name: 'Who still holds P01' }).click()
    const holders = ann.getByRole('dialog').getByRole('grid', { name: 'Who still holds P01 of A-101' })
    for (const text of ['TRN-001', 'not P02']) await expect(holders.getByRole('row', { name: 'Ed Forge' })).toContainText(text)
    await both(ann, 'revision-holders')
    await holders.getByRole('checkbox', { name: 'Select Ines Roca' }).uncheck()
    await ann.getByRole('dialog').getByRole('button', { name: 'Send P02' }).click()
    await expect(ann.getByRole('heading', { name: 'New transmittal' })).toBeVisible()
    await expect(documents.getByRole('row', { name: /A-101/ })).toContainText('P02')
    await ann.getByRole('button', { name: 'To the recipients' }).click()
    await expect(ann.getByRole('list', { name: '1 recipient' })).toContainText('Ed Forge')
    await ann.goto(`${world.inProject}/transmittals`)
  })

  await test.step('who got an earlier revision is told on the page', async () => {
    await ann.getByRole('row', { name: /TRN-001/ }).click()
    await expect(documents.getByRole('row', { name: /A-101/ })).toContainText('a newer revision exists')
    await both(ann, 'transmittal-outdated')
  })

  await test.step('whoever holds the earlier revision reads so where they look at it', async () => {
    await ed.goto(`${world.inProject}/register`)
    await expect(ed.getByRole('row', { name: /A-101/ })).toContainText('not the newest')
    await expect(ed.getByRole('row', { name: /A-102/ })).not.toContainText('not the newest')
    await both(ed, 'register-outdated')
    await ed.getByRole('row', { name: /A-101/ }).click()
    const said = /^You hold P01\. A newer revision exists, which you have not been given; ask Ann Keel/
    await expect(ed.getByText(said)).toBeVisible()
    await ed.goto(`${world.inProject}/register/${world.documents[0]?.id}`)
    await expect(ed.getByText(said)).toBeVisible()
    await both(ed, 'document-outdated')
  })

  await test.step('issued again, it takes what is current and leaves out what did not change', async () => {
    await ann.getByRole('button', { name: 'More actions: TRN-001' }).click()
    await ann.getByRole('menuitem', { name: 'Issue again' }).click()
    await expect(ann.getByRole('heading', { name: /^TRN-001-R1/, level: 1 })).toBeVisible()
    await expect(ann.getByText('One document has a newer revision than the one named here.')).toBeVisible()
    await look(ann, 'transmittal-again')
    await ann.getByRole('button', { name: 'Take all current' }).click()
    await expect(documents.getByRole('row', { name: /A-101/ })).toContainText('P02')
    await expect(documents).not.toContainText('a newer revision exists')
    await ann.getByRole('button', { name: 'Only what changed' }).click()
    await expect(ann.getByRole('heading', { name: '1 document' })).toBeVisible()
    await expect(documents.getByRole('row', { name: /A-101/ })).toContainText('P02')
  })
  expect.soft(world.errors).toEqual([])
})

test('receipt of a transmittal is acknowledged, recorded and asked for; it is recalled and issued again', async ({ browser, server }) => {
  test.setTimeout(420_000)
  const world = await makeWorld(browser, server, 'Receipt Works', ['A-101', 'A-102'])
  const { ann } = world
  const ed = await world.join('ed@receipt.example', 'Ed Forge', 'external')
  const bo = await world.join('bo@receipt.example', 'Bo Reed', 'reviewer')
  const dialog = ann.getByRole('dialog')
  const got = ann.getByRole('grid', { name: 'Sent to 3 people' })
  const { items: people } = await call<{ items: { id: string; name: string }[] }>(ann, 'GET', `${world.org}/members`)
  const person = (name: string) => ({ kind: 'person', id: people.find((one) => one.name === name)?.id, role: 'to' })
  const { items: purposes } = await call<{ items: { id: string; acknowledgement: string }[] }>(ann, 'GET', `${world.org}/transmittal-purposes`)
  const draft = await call<Named & { version: number }>(ann, 'POST', `${world.project}/transmittals`, {
    subject: 'Deck, first issue',
    purpose: purposes.find(({ acknowledgement }) => acknowledgement === 'required')?.id,
    remarks: 'Two sheets, as agreed.',
    recipients: [person('Ed Forge'), person('Bo Reed'), { kind: 'address', email: 'k.ode@harbour.example', name: 'Kim Ode', role: 'to' }],
    documents: world.documents.map(({ id }) => ({ document_id: id })),
  })
  const { version } = await call<{ version: number }>(ann, 'GET', `${world.project}/transmittals/${draft.id}`)
  await call(ann, 'POST', `${world.project}/transmittals/${draft.id}/issue`, { version, confirm_restricted: false })
  await server.tellNow()
  const fileOf = async (page: Page, link: Locator) => page.request.get(new URL((await link.getAttribute('href')) ?? '', server.url).href)
  const more = async (row: RegExp, item: string) => {
    await got.getByRole('row', { name: row }).getByRole('button', { name: /^More actions/ }).click()
    await ann.getByRole('menuitem', { name: item }).click()
  }

  await test.step('whoever got it says so, once, and keeps the receipt', async () => {
    await expect(async () => {
      await ed.goto(`${world.inProject}/transmittals`)
      await expect(ed.getByRole('row', { name: /TRN-001/ })).toBeVisible({ timeout: 1_000 })
    }).toPass()
    await ed.getByRole('row', { name: /TRN-001/ }).click()
    await both(ed, 'transmittal-asked')
    await ed.getByRole('button', { name: 'Acknowledge receipt' }).click()
    await ed.getByRole('dialog').getByRole('textbox', { name: 'Comment' }).fill('Received with thanks.')
    await look(ed, 'transmittal-acknowledge')
    await ed.getByRole('dialog').getByRole('button', { name: 'Acknowledge receipt' }).click()
    const own = ed.getByRole('region', { name: 'Your receipt' })
    await expect(own).toContainText('You acknowledged receipt')
    await both(ed, 'transmittal-acknowledged')
    for (const [name, type] of [['Receipt (PDF)', 'application/pdf'], ['Signed file', 'application/jose+json']] as const) {
      const answer = await fileOf(ed, own.getByRole('link', { name }))
      expect(answer.headers()['content-type']).toContain(type)
    }
  })

  await test.step('whoever sent it sees who said so, and has the same receipt', async () => {
    await ann.goto(`${world.inProject}/transmittals/${draft.id}`)
    await expect(got.getByRole('row', { name: /Ed Forge/ })).toContainText('acknowledged')
    await expect(got.getByRole('row', { name: /Ed Forge/ })).toContainText('Received with thanks.')
    await expect(ann.getByText('1 of 3 acknowledged')).toBeVisible()
    const download = ann.waitForEvent('download')
    await more(/Ed Forge/, 'Receipt (PDF)')
    expect((await download).suggestedFilename()).toMatch(/\.pdf$/)
    const sheet = await fileOf(ann, ann.getByRole('link', { name: 'Cover sheet' }))
    expect(sheet.headers()['content-type']).toContain('application/pdf')
    await both(ann, 'transmittal-partly')
  })

  await test.step('the silent are reminded, and nobody else', async () => {
    const before = (await server.mails('ed@receipt.example')).length
    await ann.getByRole('button', { name: 'More actions: TRN-001' }).click()
    await ann.getByRole('menuitem', { name: 'Remind who is silent' }).click()
    await expect(dialog).toBeVisible()
    await look(ann, 'transmittal-remind')
    await dialog.getByRole('button', { name: 'Remind who is silent' }).click()
    await expect(ann.getByText('They are reminded.')).toBeVisible()
    await server.linkInMail('k.ode@harbour.example', /acknowledge that you received/)
    expect(await server.mails('ed@receipt.example')).toHaveLength(before)
  })

  await test.step('what was said on paper is recorded, and stays marked as that', async () => {
    await got.getByRole('row', { name: /Kim Ode/ }).getByRole('button', { name: /^Record an acknowledgement/ }).click()
    await dialog.getByRole('textbox', { name: 'Note' }).fill('Signed for at the site office.')
    await look(ann, 'transmittal-record')
    await dialog.getByRole('button', { name: 'Record an acknowledgement' }).click()
    await expect(got.getByRole('row', { name: /Kim Ode/ })).toContainText('recorded by Ann Keel')
    await bo.goto(`${world.inProject}/transmittals/${draft.id}`)
    await bo.getByRole('button', { name: 'Acknowledge receipt' }).click()
    await bo.getByRole('dialog').getByRole('button', { name: 'Acknowledge receipt' }).click()
    await expect(bo.getByRole('region', { name: 'Your receipt' })).toBeVisible()
    await ann.reload()
    await expect(ann.getByRole('heading', { name: 'Sent to 3 people' })).toContainText('Acknowledged')
  })

  await test.step('it is recalled, and what it gave is gone', async () => {
    await ann.getByRole('button', { name: 'More actions: TRN-001' }).click()
    await ann.getByRole('menuitem', { name: 'Recall' }).click()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('The wrong sheets.')
    await look(ann, 'transmittal-recall')
    await dialog.getByRole('button', { name: 'Recall' }).click()
    await expect(ann.getByText(/Recalled by Ann Keel/)).toBeVisible()
    await both(ann, 'transmittal-recalled')
    await ed.goto(`${world.inProject}/register`)
    await expect(ed.getByRole('row', { name: /A-101/ })).toHaveCount(0)
    // Whoever got it keeps the record, without anything to open.
    await ed.goto(`${world.inProject}/transmittals/${draft.id}`)
    await expect(ed.getByText('The wrong sheets.')).toBeVisible()
    await expect(ed.getByRole('grid', { name: 'Documents' }).getByRole('row', { name: /A-101/ })).toBeVisible()
    await expect(ed.getByRole('grid', { name: 'Documents' }).getByRole('link')).toHaveCount(0)
    await both(ed, 'transmittal-recalled-record')
  })

  await test.step('another takes its place, and both know of each other', async () => {
    await ann.getByRole('button', { name: 'More actions: TRN-001' }).click()
    await ann.getByRole('menuitem', { name: 'Issue again' }).click()
    await expect(ann.getByRole('heading', { name: 'TRN-001-R1 · Deck, first issue' })).toBeVisible()
    await expect(ann.getByRole('grid', { name: 'Documents' }).getByRole('row', { name: /A-102/ })).toBeVisible()
    await ann.goto(`${world.inProject}/transmittals/${draft.id}`)
    await expect(ann.getByText('Issued again as')).toBeVisible()
    await ann.getByRole('link', { name: 'TRN-001-R1' }).click()
    await expect(ann.getByRole('heading', { name: /TRN-001-R1/, level: 1 })).toBeVisible()
  })
  expect.soft(world.errors).toEqual([])
})

test('the check names who is left out and the end that holds; addresses are owed as people are', async ({ browser, server }) => {
  test.setTimeout(420_000)
  const world = await makeWorld(browser, server, 'Small Print Works', ['A-101'])
  const { ann } = world
  await world.join('ed@print.example', 'Ed Forge', 'external')
  await call(ann, 'POST', `${world.org}/invitations`, {
    invitations: [{ email: 'kay@print.example', name: 'Kay Lund' }],
    role: 'member',
    company_id: world.companies.outside,
    memberships: [],
  })
  const { page: kay } = await newBrowser(browser, world.errors)
  await accept(kay, await server.linkInMail('kay@print.example', /#wli_/), 'Kay Lund')
  const [sheet] = world.documents
  const { id } = await call<Named>(ann, 'POST', `${world.project}/transmittals`, {
    subject: 'Steelwork',
    purpose: 'for_information',
    documents: [{ document_id: sheet?.id }],
    recipients: [
      { kind: 'company', id: world.companies.outside },
      { kind: 'address', email: 'k.ode@harbour.example', name: 'Kim Ode' },
    ],
  })

  await test.step('who of a company is not in the project is named, and can be let in', async () => {
    await ann.goto(`${world.inProject}/transmittals/${id}`)
    await ann.getByRole('button', { name: 'To the recipients' }).click()
    await ann.getByRole('button', { name: 'Check it' }).click()
    const absent = ann.getByRole('region', { name: '1 person gets nothing' })
    await expect(absent).toContainText('Kay Lund')
    await expect(ann.getByRole('row', { name: /Ed Forge/ })).toContainText('(membership)')
    await both(ann, 'transmittal-left-out')
    await absent.getByRole('button', { name: 'Name this person, who is then let in' }).click()
    await expect(ann.getByRole('list', { name: '3 recipients' })).toContainText('Kay Lund')
    await ann.getByRole('button', { name: 'Check it' }).click()
    await expect(ann.getByRole('row', { name: /Kay Lund/ })).toBeVisible()
    await expect(absent).toHaveCount(0)
    await ann.getByRole('button', { name: 'Issue to 3 people' }).click()
    await expect(ann.getByText('Nobody has been told yet.')).toBeVisible()
  })

  await test.step('an address is owed the next revision', async () => {
    const upload_id = await upload(ann, world.project, server.folder, 'A-101-P02', 'Sheet A-101')
    await call(ann, 'POST', `${world.project}/documents/${sheet?.id}/revisions`, { upload_id, revision: 'P02', change_description: 'Moved', status: 'for_review' })
    await ann.goto(`${world.inProject}/transmittals?tab=owed`)
    await ann.getByRole('checkbox', { name: /Kim Ode · A-101/ }).check()
    await both(ann, 'owed-address')
    await ann.getByRole('button', { name: 'Send what is owed' }).click()
    await ann.getByRole('button', { name: 'To the recipients' }).click()
    await expect(ann.getByRole('list', { name: '1 recipient' })).toContainText('Kim Ode')
  })

  await test.step('the ledger moves the end of what was sent', async () => {
    await ann.goto(`${world.inProject}/access?kind=transmittal`)
    await ann.getByRole('checkbox', { name: /Kay Lund/ }).check()
    await ann.getByRole('button', { name: 'Extend', exact: true }).click()
    await look(ann, 'ledger-transmittal')
    await ann.getByRole('dialog').getByRole('button', { name: 'Extend', exact: true }).click()
    await expect(ann.getByRole('dialog')).toHaveCount(0)
  })
  expect.soft(world.errors).toEqual([])
})
