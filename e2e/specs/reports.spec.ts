// Questions about the register and formal work: ready-made ones, one's own with a chart and a table, kept, shared, and taken
// along.
import { readFile } from 'node:fs/promises'
import { choose } from '../support/people'
import { both, expect, look, test } from '../support/test'
import { call, makeWorld, upload } from '../support/world'

test('a report is asked, leads to its documents, is kept and shared, and goes out as a file', async ({ browser, server }) => {
  test.setTimeout(300_000)
  const world = await makeWorld(browser, server, 'Report Works', ['A-101', 'A-102', 'A-103'])
  const { ann } = world
  const rows = []
  for (const [number, discipline, status] of [
    ['S-201', 'STR', 'draft'],
    ['S-202', 'STR', 'for_review'],
  ] as const) {
    const upload_id = await upload(ann, world.project, server.folder, number, 'Deck')
    rows.push({ upload_id, number, title: 'Deck', revision: 'P01', document_type: 'DRG', discipline, status })
  }
  await call(ann, 'POST', `${world.project}/documents`, { rows })
  const ines = await world.join('ines@report.example', 'Ines Roca', 'initiator')
  const ed = await world.join('ed@report.example', 'Ed Forge', 'external')
  const dialog = ann.getByRole('dialog')
  const table = ann.getByRole('region', { name: /by/ }).getByRole('table')

  await test.step('a ready-made report is there at once, with its chart', async () => {
    await ann.goto(`${world.inProject}/register`)
    await ann.getByRole('navigation').getByRole('link', { name: 'Reports' }).click()
    await expect(ann.getByRole('heading', { name: 'What do you want to know?' })).toBeVisible()
    await look(ann, 'reports')
    await ann.getByRole('navigation', { name: 'Kept reports' }).getByRole('button').first().click()
    await expect(ann.getByRole('status').filter({ hasText: '5 documents' })).toBeVisible()
    await expect(ann.getByRole('rowheader', { name: 'For review' }).first()).toBeVisible()
  })

  await test.step('one’s own question: by discipline and status, with totals', async () => {
    await ann.getByRole('button', { name: 'New report' }).click()
    await choose(ann, 'By', 'Discipline')
    await choose(ann, 'And by', 'Status')
    await expect(ann.getByText('The question has changed; run it to see its numbers.')).toBeVisible()
    await ann.getByRole('button', { name: 'Run' }).click()
    await expect(table).toBeVisible()
    await expect(table.getByRole('row', { name: /^Arch/ })).toContainText('3')
    await expect(table.getByRole('row', { name: /^Struct/ })).toContainText('2')
    await expect(table.getByRole('row', { name: /^Total/ }).getByRole('link', { name: 'Total: 5' })).toBeVisible()
    expect(new URL(ann.url()).searchParams.get('by')).toBe('discipline|status')
    for (const scheme of ['light', 'dark'] as const) {
      await ann.emulateMedia({ colorScheme: scheme })
      await look(ann, `report-${scheme}`)
    }
    await ann.emulateMedia({ colorScheme: 'light' })
  })

  await test.step('a number leads to the documents that it counts, and back', async () => {
    await table.getByRole('link', { name: /^Struct.*Draft: 1$/ }).click()
    await expect(ann.getByRole('row', { name: /S-201/ })).toBeVisible()
    await expect(ann.getByRole('row', { name: /S-202/ })).toHaveCount(0)
    await expect(ann.getByRole('row', { name: /A-101/ })).toHaveCount(0)
    await ann.goBack()
    await expect(table.getByRole('row', { name: /^Struct/ })).toBeVisible()
  })

  await test.step('the register’s filters narrow it, and what cannot be read is said where it stands', async () => {
    await ann.getByRole('group', { name: 'Of these documents' }).getByRole('textbox').or(ann.getByRole('combobox', { name: /Search/ })).first().fill('number:S-*')
    await expect(ann.getByText('The question has changed; run it to see its numbers.')).toBeVisible()
    await ann.getByRole('button', { name: 'Run' }).click()
    await expect(ann.getByRole('status').filter({ hasText: '2 documents' })).toBeVisible()
    await expect(table.getByRole('row', { name: /^Arch/ })).toHaveCount(0)
  })

  await test.step('it is kept, shared, changed, and found by the others', async () => {
    await ann.getByRole('button', { name: 'Save' }).click()
    await ann.getByRole('menuitem', { name: 'Save as a new report' }).click()
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Structure by status, every sheet that begins with S and is not yet approved')
    await dialog.getByRole('switch', { name: /Share with the project/ }).check({ force: true })
    await look(ann, 'report-save')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(ann.getByRole('heading', { name: /^Structure by status/, level: 1 })).toBeVisible()
    await expect(dialog).toBeHidden()
    await look(ann, 'report-saved')
    await ines.goto(`${world.inProject}/reports`)
    await ines.getByRole('button', { name: /Structure by status/ }).click()
    await expect(ines.getByRole('status').filter({ hasText: '2 documents' })).toBeVisible()
    await ines.getByRole('button', { name: 'Save' }).click()
    await expect(ines.getByRole('menuitem', { name: 'Delete' })).toHaveCount(0)
    await ines.keyboard.press('Escape')
  })

  await test.step('it goes out as a workbook, as CSV and as PDF', async () => {
    for (const [item, begins] of [
      ['Workbook (XLSX)', 'PK'],
      ['CSV', ''],
      ['PDF', '%PDF'],
    ] as const) {
      await ann.getByRole('button', { name: 'Export' }).click()
      const arriving = ann.waitForEvent('download')
      await ann.getByRole('menuitem', { name: item }).click()
      const file = await readFile(await (await arriving).path())
      expect(file.subarray(0, begins.length).toString('latin1')).toBe(begins)
      expect(file.length).toBeGreaterThan(40)
    }
  })

  await test.step('it is renamed and deleted', async () => {
    await ann.getByRole('button', { name: 'Save' }).click()
    await ann.getByRole('menuitem', { name: 'Rename or share' }).click()
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Structure')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(ann.getByRole('heading', { name: 'Structure', level: 1 })).toBeVisible()
    await expect(dialog).toBeHidden()
    await ann.getByRole('button', { name: 'Save' }).click()
    await ann.getByRole('menuitem', { name: 'Delete' }).click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await expect(ann.getByText('The report is deleted.')).toBeVisible()
    await expect(ann.getByRole('button', { name: 'Structure', exact: true })).toHaveCount(0)
  })

  await test.step('from outside there is neither the entry nor the page', async () => {
    await ed.goto(`${world.inProject}/register`)
    await expect(ed.getByText('Nothing has been shared with you yet')).toBeVisible()
    await expect(ed.getByRole('link', { name: 'Reports' })).toHaveCount(0)
    const before = world.errors.length
    await ed.goto(`${world.inProject}/reports`)
    await expect(ed.getByRole('alert')).toBeVisible()
    await look(ed, 'reports-refused')
    world.errors.splice(before)
  })
  expect.soft(world.errors).toEqual([])
})

test('formal work is counted, narrowed, told one by one, and goes out as a file', async ({ browser, server }) => {
  test.setTimeout(300_000)
  const world = await makeWorld(browser, server, 'Formal Reports', ['A-101', 'A-102', 'A-103'])
  const { ann } = world
  const { member_id: me } = await call<{ member_id: string }>(ann, 'GET', world.org)
  const LONG = 'Review and approval of reinforcement drawings of the north pavilion by everybody who signs for them'
  for (const [name, documents] of [
    [LONG, [0, 1]],
    ['For information', [2]],
  ] as const) {
    const steps = [{ name: 'Check', type: 'review', assignment: { kind: 'person', person_id: me }, sla_hours: 72 }]
    const body = { name, category: 'Review', settings: {}, stages: [{ name: 'Review', steps }] }
    const template = await call<{ id: string; version: number }>(ann, 'POST', `${world.project}/workflow-templates`, body)
    await call(ann, 'POST', `${world.project}/workflow-templates/${template.id}/activate`, { version: template.version })
    for (const at of documents) {
      const routed = [{ document_id: world.documents[at]?.id }]
      await call(ann, 'POST', `${world.project}/workflows`, { template_id: template.id, title: 'Ground floor', documents: routed, priority: 'high' })
    }
  }
  const list = ann.getByRole('navigation', { name: 'Kept reports' })

  await test.step('nothing is overdue, and no transmittal was issued', async () => {
    await ann.goto(`${world.inProject}/reports`)
    await list.getByRole('button', { name: 'Overdue Report' }).click()
    await expect(ann.getByText('Nothing is overdue')).toBeVisible()
    await both(ann, 'report-overdue-empty')
    await list.getByRole('button', { name: 'Transmittal Register' }).click()
    await expect(ann.getByText('No transmittal that matches')).toBeVisible()
  })

  await test.step('workflows by template and status, each number leading to its list', async () => {
    await list.getByRole('button', { name: 'Workflow Summary' }).click()
    await expect(ann.getByRole('status').filter({ hasText: '3 workflows' })).toBeVisible()
    const table = ann.getByRole('region', { name: /Workflows by/ }).getByRole('table')
    await expect(table.getByRole('row', { name: /^For information/ })).toContainText('1')
    await both(ann, 'report-workflows')
    await table.getByRole('link', { name: `${LONG}, In progress: 2` }).click()
    await expect(ann.getByRole('row', { name: /WF-00[12]/ })).toHaveCount(2)
    await ann.goBack()
  })

  await test.step('it is narrowed to a template, which stands in the address', async () => {
    await ann.getByRole('group', { name: 'Of these alone' }).getByRole('button', { name: 'Template' }).click()
    await ann.getByRole('checkbox', { name: 'For information' }).check()
    await ann.keyboard.press('Escape')
    await ann.getByRole('button', { name: 'Run' }).click()
    await expect(ann.getByRole('status').filter({ hasText: '1 workflow' })).toBeVisible()
    await expect(ann.getByRole('status').filter({ hasText: 'Template: For information' })).toBeVisible()
    expect(new URL(ann.url()).searchParams.get('only')).toContain('template:')
  })

  await test.step('it goes out as a workbook, as CSV and as PDF', async () => {
    for (const [item, begins] of [
      ['Workbook (XLSX)', 'PK'],
      ['CSV', ''],
      ['PDF', '%PDF'],
    ] as const) {
      await ann.getByRole('button', { name: 'Export' }).click()
      const arriving = ann.waitForEvent('download')
      await ann.getByRole('menuitem', { name: item }).click()
      const file = await readFile(await (await arriving).path())
      expect(file.subarray(0, begins.length).toString('latin1')).toBe(begins)
    }
  })

  await test.step('transmittals that were issued stand in their register and lead there', async () => {
    const documents = [{ document_id: world.documents[0]?.id }]
    const recipients = [{ kind: 'address', email: 'k.ode@harbour.example' }]
    const body = { subject: LONG, purpose: 'for_review', documents, recipients }
    const made = await call<{ id: string; version: number }>(ann, 'POST', `${world.project}/transmittals`, body)
    await call(ann, 'POST', `${world.project}/transmittals/${made.id}/issue`, { version: made.version })
    await list.getByRole('button', { name: 'Transmittal Register' }).click()
    await expect(ann.getByRole('row', { name: /TRN-001/ })).toContainText('For Review')
    await both(ann, 'report-transmittals')
    await list.getByRole('button', { name: 'Acknowledgements by company' }).click()
    await expect(ann.getByRole('status').filter({ hasText: '0 % of 1 acknowledgement' })).toBeVisible()
    await both(ann, 'report-acknowledged')
    await list.getByRole('button', { name: 'Transmittal Register' }).click()
    await ann.getByRole('link', { name: 'TRN-001' }).click()
    await expect(ann.getByRole('heading', { name: /TRN-001/ }).first()).toBeVisible()
  })
  expect.soft(world.errors).toEqual([])
})
