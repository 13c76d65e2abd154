// Fields, options and numbers: set up by an administrator, filled in by whoever uploads.
import { choose } from '../support/people'
import { expect, look, test } from '../support/test'
import { call, makeWorld } from '../support/world'
import { writeDrawing } from '../support/pdf'
import { join } from 'node:path'

test('fields are made, numbers are built of them, and uploads are filled in by them', async ({ browser, server }) => {
  test.setTimeout(300_000)
  const world = await makeWorld(browser, server, 'Metadata Works', ['A-101'])
  const { ann } = world
  const dialog = ann.getByRole('dialog')
  const item = (list: string, text: RegExp) => ann.getByRole('list', { name: list }).getByRole('listitem').filter({ hasText: text })

  await test.step('the organisation has its built-in fields, and adds options', async () => {
    await ann.goto(`${world.home}/settings?tab=metadata&field=zone`)
    await expect(ann.getByRole('heading', { name: 'Zone', level: 2 })).toBeVisible()
    await ann.getByRole('textbox', { name: 'Code' }).fill('ZA')
    await ann.getByRole('textbox', { name: 'Name' }).fill('Zone A')
    await ann.getByRole('button', { name: 'Add the option' }).click()
    await expect(item('Options of Zone', /ZA/)).toContainText('Zone A')
    await ann.getByRole('textbox', { name: 'Code' }).fill('za')
    await ann.getByRole('textbox', { name: 'Name' }).fill('Zone A again')
    await ann.getByRole('button', { name: 'Add the option' }).click()
    await expect(ann.getByRole('textbox', { name: 'Code' })).toHaveAttribute('aria-invalid', 'true')
    await look(ann, 'settings-metadata')
  })

  await test.step('a project adds a required field of its own', async () => {
    await ann.goto(`${world.inProject}/settings?tab=metadata`)
    await ann.getByRole('button', { name: 'Add a field' }).click()
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Work lot')
    await expect(dialog.getByRole('textbox', { name: 'Key' })).toHaveValue('work_lot')
    await dialog.getByRole('switch', { name: /Required/ }).check({ force: true })
    await look(ann, 'settings-metadata-add')
    await dialog.getByRole('button', { name: 'Add a field' }).click()
    await expect(ann.getByRole('heading', { name: 'Work lot', level: 2 })).toBeVisible()
    for (const [code, label] of [
      ['L1', 'Lot 1, abutments'],
      ['L2', 'Lot 2, deck'],
      ['L9', 'Lot 9, never used'],
    ] as const) {
      await ann.getByRole('textbox', { name: 'Code' }).fill(code)
      await ann.getByRole('textbox', { name: 'Name' }).fill(label)
      await ann.getByRole('button', { name: 'Add the option' }).click()
      await expect(item('Options of Work lot', new RegExp(code))).toBeVisible()
    }
    await ann.getByRole('button', { name: /^Move Lot 9/ }).focus()
    await ann.keyboard.press('Home')
    await expect(ann.getByRole('list', { name: 'Options of Work lot' }).getByRole('listitem').first()).toContainText('L9')
    await item('Options of Work lot', /L9/).getByRole('button', { name: /More actions/ }).click()
    await ann.getByRole('menuitem', { name: 'Retire' }).click()
    await expect(item('Options of Work lot', /L9/)).toContainText('Retired')
    await look(ann, 'settings-metadata-project')
  })

  await test.step('a scheme is built, reordered by keyboard and by dragging, and its flaws stand where they are', async () => {
    await ann.goto(`${world.inProject}/settings?tab=numbering`)
    await ann.getByRole('button', { name: 'Make one for this project' }).click()
    await ann.getByRole('radio', { name: 'Given by the project' }).check({ force: true })
    const add = async (name: RegExp) => {
      await ann.getByRole('button', { name: 'Add a segment' }).click()
      await ann.getByRole('menuitem', { name }).click()
    }
    await add(/^Fixed text/)
    await add(/^Code of a field/)
    await choose(ann, 'Field', 'Discipline')
    // Counter, text, code: turned round by keyboard.
    await ann.getByRole('button', { name: 'Move Code of Discipline, 3 of 3' }).focus()
    await ann.keyboard.press('Home')
    await ann.getByRole('button', { name: 'Move Counter, 2 of 3' }).focus()
    await ann.keyboard.press('ArrowDown')
    const preview = ann.getByRole('region', { name: 'The first numbers would be' })
    await expect(preview.getByRole('listitem').first()).toHaveText(/^[A-Z]+-001$/)
    // The text goes to the front by mouse, and back by keyboard.
    const handle = ann.getByRole('button', { name: /^Move Fixed text/ })
    const [from, to] = [await handle.boundingBox(), await ann.getByRole('button', { name: /^Move Code of Discipline/ }).boundingBox()]
    if (!from || !to) throw new Error('the handles are not on the screen')
    await ann.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
    await ann.mouse.down()
    await ann.mouse.move(to.x + to.width / 2, to.y + 2, { steps: 8 })
    await ann.mouse.up()
    await expect(preview.getByRole('listitem').first()).toHaveText(/^-[A-Z]+001$/)
    await handle.focus()
    await ann.keyboard.press('ArrowDown')
    await ann.getByRole('textbox', { name: 'Text' }).fill('')
    await expect(ann.getByRole('listitem').filter({ hasText: 'Fixed text' }).getByRole('alert')).toBeVisible()
    await expect(ann.getByRole('button', { name: 'Save' })).toBeDisabled()
    await look(ann, 'settings-numbering-flaw')
    await ann.getByRole('textbox', { name: 'Text' }).fill('-')
    await expect(preview.getByRole('listitem').first()).toHaveText(/^[A-Z]+-001$/)
    await ann.getByRole('button', { name: 'Save' }).click()
    await expect(ann.getByText('Saved. Documents that have a number keep it.')).toBeVisible()
  })

  await test.step('the next number of a sequence goes up only', async () => {
    await ann.getByRole('button', { name: 'Set another sequence' }).click()
    await choose(ann, 'Discipline', /^ARC/)
    await dialog.getByLabel('Next').fill('7')
    await dialog.getByRole('button', { name: 'Set the next' }).click()
    await expect(ann.getByRole('row', { name: /ARC-/ })).toContainText('ARC-007')
    await ann.getByRole('button', { name: /^Set the next number of ARC/ }).click()
    await dialog.getByLabel('Next').fill('3')
    await dialog.getByRole('button', { name: 'Set the next' }).click()
    await expect(dialog.getByLabel('Next')).toHaveAttribute('aria-invalid', 'true')
    await look(ann, 'settings-numbering-next')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
  })

  await test.step('an upload names what it needs, warns of look-alikes, and gets its number', async () => {
    const paths = [join(server.folder, 'A-1O1 Ground floor.pdf'), join(server.folder, 'Deck plan.pdf')]
    for (const path of paths) await writeDrawing(path, 'X', 'Sheet')
    await ann.goto(`${world.inProject}/register`)
    await ann.getByRole('button', { name: 'Upload' }).first().click()
    await dialog.getByLabel('Files to upload').setInputFiles(paths)
    await expect(dialog.getByText(/A-1O1 looks like A-101/)).toBeVisible()
    await choose(ann, 'For all rows: Document type', /Drawing/)
    await choose(ann, 'For all rows: Discipline', /^ARC/)
    await expect(dialog.getByText('2 rows need a correction.')).toBeVisible()
    await look(ann, 'upload-fields')
    await choose(ann, 'For all rows: Work lot', /Lot 2/)
    for (const field of await dialog.getByRole('textbox', { name: /^Number: / }).all()) await field.fill('')
    for (const field of await dialog.getByRole('textbox', { name: /^Rev: / }).all()) await field.fill('P01')
    await expect(dialog.getByText('2 rows are ready.')).toBeVisible()
    await dialog.getByRole('button', { name: 'Add 2 documents' }).click()
    await expect(ann.getByRole('row', { name: /ARC-007/ })).toBeVisible()
    await expect(ann.getByRole('row', { name: /ARC-008/ })).toBeVisible()
  })

  await test.step('the document says its fields in words, and is edited', async () => {
    await ann.getByRole('row', { name: /ARC-007/ }).click()
    await expect(ann.getByRole('complementary').getByText('Lot 2, deck')).toBeVisible()
    await ann.getByRole('complementary').getByRole('button', { name: 'More actions' }).click()
    await ann.getByRole('menuitem', { name: 'Edit the details' }).click()
    await choose(ann, 'Work lot', /Lot 1/)
    await look(ann, 'document-edit')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(ann.getByRole('complementary').getByText('Lot 1, abutments')).toBeVisible()
  })

  await test.step('the gaps report tells what the raised counter passed over', async () => {
    await ann.goto(`${world.inProject}/settings?tab=numbering`)
    await ann.getByRole('button', { name: 'Look for gaps' }).click()
    await expect(ann.getByRole('row', { name: /ARC-001 to ARC-006/ })).toContainText('The counter was set by Ann Keel')
    await ann.getByRole('heading', { name: 'Gaps' }).scrollIntoViewIfNeeded()
    await look(ann, 'settings-numbering')
  })

  await test.step('the ISO 19650 preset says what it adds, and adds it once', async () => {
    await ann.getByRole('button', { name: 'See what it adds' }).click()
    await expect(dialog.getByText(/Suitability/)).toBeVisible()
    await look(ann, 'settings-preset')
    await dialog.getByRole('button', { name: 'Set up' }).click()
    await expect(ann.getByText('This project is set up for ISO 19650').first()).toBeVisible()
    await ann.goto(`${world.inProject}/settings?tab=metadata&field=suitability`)
    await expect(ann.getByRole('heading', { name: /Suitability/, level: 2 })).toBeVisible()
    await expect(item('Options of Suitability', /S3/)).toBeVisible()
    const { chosen } = await call<{ chosen: boolean }>(ann, 'GET', `${world.project}/presets/iso-19650`)
    expect(chosen).toBe(true)
  })

  // What the server refused was meant to be refused.
  const unexpected = world.errors.filter((error) => !/^422 /.test(error))
  expect.soft(unexpected).toEqual([])
})
