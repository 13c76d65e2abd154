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

/** `WAYLEAVE_IMPORT_ROWS=2000` takes in the largest import there may be. */
const many = Number(process.env['WAYLEAVE_IMPORT_ROWS'] ?? 60)

test('a register of many rows and files enters in one go, and comes back as it went out', async ({ browser, server }) => {
  test.setTimeout(1_800_000)
  const world = await makeWorld(browser, server, 'Long Register', [])
  const { ann } = world
  const dialog = ann.getByRole('dialog')
  const numbers = Array.from({ length: many }, (_, at) => `L-${String(at + 1).padStart(4, '0')}`)
  const wrong = Math.ceil(many / 20)
  const sheet = async (name: string, broken: number) => {
    const rows = numbers.map((number, at) => `${number},"Level ${at}, north",P01,for_review,${at < broken ? 'NOPE' : 'DRG'},ARC,${number}.pdf`)
    const path = join(server.folder, name)
    await writeFile(path, ['Number,Title,Revision,Status,Document type,Discipline,File', ...rows, ''].join('\r\n'))
    return path
  }
  const drawing = join(server.folder, 'drawing.pdf')
  await writeDrawing(drawing, 'L', 'Level')
  const bytes = await readFile(drawing, 'latin1')
  const files = numbers.map((number) => join(server.folder, `${number}.pdf`))
  for (const [at, path] of files.entries()) await writeFile(path, `${bytes}% ${numbers[at] ?? ''}\n`, 'latin1')

  await ann.goto(`${world.inProject}/import`)
  await ann.getByLabel('Workbook', { exact: true }).setInputFiles(await sheet('wrong.csv', wrong))
  await expect(ann.getByText(`${many} rows need a file.`)).toBeVisible({ timeout: 60_000 })
  const began = Date.now()
  await ann.getByLabel('Files of the rows').first().setInputFiles(files)
  await expect(ann.getByText(`${many} of ${many} files belong to a row.`)).toBeVisible({ timeout: 1_200_000 })
  await expect(ann.getByRole('button', { name: `Wrong ${wrong}`, exact: true })).toBeVisible({ timeout: 60_000 })
  const sent = Date.now()
  await ann.getByLabel('Put in a corrected workbook').setInputFiles(await sheet('right.csv', 0))
  await ann.getByRole('button', { name: `Import ${many} rows` }).click({ timeout: 60_000 })
  const entering = Date.now()
  await dialog.getByRole('button', { name: `Import ${many} rows` }).click()
  await expect(ann.getByText(`${many} documents are new in the register.`, { exact: false })).toBeVisible({ timeout: 300_000 })
  console.log(`${many} files sent in ${((sent - began) / 1000).toFixed(0)} s, entered in ${((Date.now() - entering) / 1000).toFixed(0)} s`)
  await look(ann, 'import-many')

  await ann.goto(`${world.inProject}/register`)
  await ann.getByRole('button', { name: 'Import, export' }).click()
  await ann.getByRole('menuitem', { name: 'Export', exact: true }).click()
  await dialog.getByRole('radio', { name: /^As an import/ }).check()
  const arriving = ann.waitForEvent('download', { timeout: 300_000 })
  await dialog.getByRole('button', { name: 'Export' }).click()
  const workbook = join(server.folder, 'register.xlsx')
  await (await arriving).saveAs(workbook)
  await ann.goto(`${world.inProject}/import`)
  await ann.getByLabel('Workbook', { exact: true }).setInputFiles(workbook)
  await expect(ann.getByRole('button', { name: `Unchanged ${many}`, exact: true })).toBeVisible({ timeout: 60_000 })
  expect(world.errors).toEqual([])
})
