// The register goes out as a workbook and comes back in: faults are shown, corrected, and everything is taken in at once.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDrawing } from '../support/pdf'
import { expect, look, test } from '../support/test'
import { call, makeWorld } from '../support/world'

test('what the register shows is exported, and a workbook is imported with its files', async ({ browser, server }) => {
  test.setTimeout(240_000)
  const world = await makeWorld(browser, server, 'Sheet Works', ['A-101', 'A-102'])
  const { ann } = world
  const dialog = ann.getByRole('dialog')
  const out = async (item: string) => {
    await ann.getByRole('button', { name: 'Import, export' }).click()
    await ann.getByRole('menuitem', { name: item, exact: true }).click()
  }

  await test.step('a CSV holds the rows on the screen', async () => {
    await ann.goto(`${world.inProject}/register?q=A-102`)
    await expect(ann.getByRole('row', { name: /A-101/ })).toHaveCount(0)
    await out('Export')
    await expect(dialog.getByText('The 1 document that the register shows.')).toBeVisible()
    await dialog.getByRole('radio', { name: /^CSV/ }).check()
    await look(ann, 'export')
    const arriving = ann.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Export' }).click()
    const text = await readFile(await (await arriving).path(), 'utf8')
    expect(text).toContain('Sheet A-102')
    expect(text).not.toContain('A-101')
    await expect(dialog.getByText(/is ready/)).toBeVisible()
    await look(ann, 'export-ready')
    await dialog.getByRole('button', { name: 'Close' }).last().click()
  })
  await test.step('chosen documents go out as files, and can be fetched again', async () => {
    await ann.goto(`${world.inProject}/register`)
    await ann.getByRole('row', { name: /A-101/ }).getByRole('checkbox').check()
    await ann.getByRole('region', { name: '1 selected' }).getByRole('button', { name: 'Export' }).click()
    await dialog.getByRole('radio', { name: /^The files/ }).check()
    const arriving = ann.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Export' }).click()
    expect((await readFile(await (await arriving).path())).subarray(0, 2).toString()).toBe('PK')
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await out('Your exports')
    await expect(dialog.getByRole('link', { name: /\.zip$/ })).toBeVisible()
    await expect(dialog.getByRole('link', { name: /\.csv$/ })).toBeVisible()
    await look(ann, 'exports')
    await dialog.getByRole('button', { name: 'Close' }).first().click()
  })
  const sheet = async (name: string, rows: string[]) => {
    const path = join(server.folder, name)
    await writeFile(path, ['Number,Title,Revision,Status,Document type,Discipline,File', ...rows, ''].join('\r\n'))
    return path
  }
  const good = ['A-101,Ground floor plan,P01,for_review,DRG,ARC,', 'S-301,Deck sections,P01,for_review,DRG,STR,S-301.pdf']
  await test.step('a workbook is checked, and every fault is named with its row', async () => {
    await out('Import from a workbook')
    await look(ann, 'import')
    await ann.getByLabel('Workbook', { exact: true }).setInputFiles(await sheet('register.csv', [...good, 'S-302,Deck plan,P01,for_review,DRG,NOPE,S-302.pdf']))
    await expect(ann.getByRole('heading', { name: 'register.csv' })).toBeVisible()
    await ann.getByRole('button', { name: /^Wrong/ }).click()
    await expect(ann.getByRole('row', { name: /S-302/ })).toBeVisible()
    await ann.getByRole('row', { name: /S-302/ }).click()
    await expect(ann.getByRole('complementary').getByText('What is wrong')).toBeVisible()
    await look(ann, 'import-wrong')
    await expect(ann.getByRole('button', { name: /^Import \d/ })).toBeDisabled()
  })
  await test.step('files find their rows by name', async () => {
    const files = ['S-301.pdf', 'S-302.pdf', 'stray.pdf'].map((name) => join(server.folder, name))
    for (const [index, path] of files.entries()) await writeDrawing(path, `S-30${index + 1}`, 'Deck')
    await ann.getByLabel('Files of the rows').first().setInputFiles(files)
    await expect(ann.getByText('2 of 3 files belong to a row.')).toBeVisible()
    await ann.getByRole('button', { name: '1 file belongs to no row' }).click()
    await expect(ann.getByText('stray.pdf')).toBeVisible()
    await look(ann, 'import-files')
  })
  await test.step('the corrected workbook is taken in as a whole', async () => {
    await ann.getByLabel('Put in a corrected workbook').setInputFiles(await sheet('corrected.csv', [...good, 'S-302,Deck plan,P01,for_review,DRG,STR,S-302.pdf']))
    await expect(ann.getByRole('heading', { name: 'corrected.csv' })).toBeVisible()
    await ann.getByRole('button', { name: 'Import 3 rows' }).click()
    await look(ann, 'import-sure')
    await dialog.getByRole('button', { name: 'Import 3 rows' }).click()
    await expect(ann.getByText('2 documents are new in the register.', { exact: false })).toBeVisible()
    await look(ann, 'import-done')
    await ann.getByRole('link', { name: 'Go to the register' }).click()
    await expect(ann.getByRole('row', { name: /S-301/ })).toBeVisible()
    await expect(ann.getByRole('row', { name: /A-101/ })).toContainText('Ground floor plan')
  })
  const kept = await call<{ items: unknown[] }>(ann, 'GET', `${world.project}/imports`)
  expect(kept.items).toHaveLength(1)
  expect.soft(world.errors).toEqual([])
})
