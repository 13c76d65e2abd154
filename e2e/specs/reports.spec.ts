// Questions about the register: ready-made ones, one's own with a chart and a table, kept, shared, and taken along.
import { readFile } from 'node:fs/promises'
import { choose } from '../support/people'
import { expect, look, test } from '../support/test'
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
