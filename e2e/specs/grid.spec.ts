// The register as a tool: searched in its language, narrowed by counted values, arranged, unfolded, walked by keyboard.
import { expect, look, test } from '../support/test'
import { call, makeWorld, share, upload } from '../support/world'

test('the register is searched, narrowed, arranged and walked', async ({ browser, server }) => {
  test.setTimeout(240_000)
  const world = await makeWorld(browser, server, 'Grid Works', ['A-101', 'A-102', 'A-103', 'S-201'])
  const { ann } = world
  const row = (number: string | RegExp) => ann.getByRole('row', { name: typeof number === 'string' ? new RegExp(`^${number} ·`) : number })
  const [first, second] = world.documents
  // Two documents differ from the rest, one has an older revision, one is seen from outside.
  await world.join('ed@grid.example', 'Ed Forge', 'external')
  await call(ann, 'POST', `${world.project}/documents/${second?.id}/revisions`, {
    upload_id: await upload(ann, world.project, server.folder, 'A-102-P02', 'Sheet A-102, second issue'),
    revision: 'P02',
    status: 'for_information',
    change_description: 'Door D12 moved',
  })
  await share(world, 'A-101', { kind: 'company', id: world.companies.outside })
  await ann.goto(`${world.inProject}/register`)
  await expect(row('S-201')).toBeVisible()
  const search = ann.getByRole('combobox', { name: 'Search the register' })

  await test.step('the box proposes prefixes and values, and the list follows', async () => {
    await ann.getByRole('heading', { name: 'Register' }).click()
    await ann.keyboard.press('/')
    await expect(search).toBeFocused()
    await search.pressSequentially('stat')
    await expect(ann.getByRole('option', { name: /^status:/ })).toBeVisible()
    await look(ann, 'search-proposals')
    await ann.keyboard.press('ArrowDown')
    await ann.keyboard.press('Enter')
    await expect(search).toHaveValue('status:')
    await ann.getByRole('option', { name: /^for_information/ }).click()
    await expect(search).toHaveValue('status:for_information')
    await ann.keyboard.press('Enter')
    await expect(row('A-102')).toBeVisible()
    await expect(row('A-101')).toHaveCount(0)
    await expect(ann.getByRole('status').filter({ hasText: '1 document' })).toBeVisible()
  })
  await test.step('a mistake is shown where it is, and what was found stays', async () => {
    await search.fill('status:for_information AND (sheet')
    await search.press('Enter')
    await expect(ann.getByText('This bracket is not closed', { exact: false })).toBeVisible()
    await expect(ann.getByRole('button', { name: 'Go to the place' }).getByText('(', { exact: true })).toBeVisible()
    await expect(row('A-102')).toBeVisible()
    await look(ann, 'search-mistake')
  })
  await test.step('an unknown prefix is searched for as it stands, and said so', async () => {
    await search.fill('wing:east')
    await search.press('Enter')
    await expect(ann.getByText('“wing:” is not a field', { exact: false })).toBeVisible()
    await expect(ann.getByText('Nothing matches this search')).toBeVisible()
    await ann.getByRole('main').getByRole('button', { name: 'Clear filters' }).last().click()
    await expect(row('A-101')).toBeVisible()
  })
  await test.step('values are counted, and narrow the list', async () => {
    await ann.getByRole('button', { name: 'Status', exact: true }).click()
    const filter = ann.getByRole('dialog', { name: 'Status' })
    await expect(filter.getByRole('listitem').filter({ hasText: 'For review' })).toContainText('3')
    await look(ann, 'facets')
    // At phone width the filters folded away meanwhile.
    await ann.getByRole('button', { name: 'Status', exact: true }).click()
    await filter.getByRole('checkbox', { name: 'For information' }).check()
    await expect(row('A-101')).toHaveCount(0)
    await ann.keyboard.press('Escape')
    await search.fill('sheet A-101')
    await search.press('Enter')
    await expect(ann.getByText('1 document matches the search, but not the filters.')).toBeVisible()
    await ann.getByRole('button', { name: 'Search without the filters' }).click()
    await expect(row('A-101')).toBeVisible()
    await ann.getByRole('button', { name: 'Clear filters' }).click()
  })
  await test.step('columns are chosen and stay chosen', async () => {
    await ann.getByRole('button', { name: 'Columns' }).click()
    const chooser = ann.getByRole('dialog', { name: 'Columns' })
    await look(ann, 'columns')
    await ann.getByRole('button', { name: 'Columns' }).click()
    await chooser.getByRole('checkbox', { name: 'Discipline' }).uncheck()
    await chooser.getByRole('checkbox', { name: 'Pages' }).check()
    await chooser.getByText('Comfortable').click()
    await ann.keyboard.press('Escape')
    await ann.reload()
    await expect(ann.getByRole('columnheader', { name: 'Pages' })).toBeVisible()
    await expect(ann.getByRole('columnheader', { name: 'Discipline' })).toHaveCount(0)
    await ann.getByRole('button', { name: 'Columns' }).click()
    await chooser.getByRole('button', { name: 'As they were at first' }).click()
    await expect(ann.getByRole('columnheader', { name: 'Pages' })).toHaveCount(0)
  })
  await test.step('older revisions fold out, and rows are chosen, by keyboard alone', async () => {
    await row('A-102').focus()
    await ann.keyboard.press('ArrowRight')
    const older = ann.getByRole('row', { name: 'A-102, revision P01' })
    await expect(older).toContainText('For review')
    await look(ann, 'older-revisions')
    await row('A-102').focus()
    await ann.keyboard.press('x')
    await ann.keyboard.press('Shift+ArrowUp')
    await expect(ann.getByRole('region', { name: '2 selected' })).toBeVisible()
    await look(ann, 'selection')
    await ann.getByRole('button', { name: 'Clear selection' }).click()
    await older.focus()
    await ann.keyboard.press('Enter')
    await expect(ann).toHaveURL(/tab=viewer&rev=/)
    await expect(ann.getByRole('toolbar', { name: 'Viewer tools' })).toBeVisible()
  })
  await test.step('the number of eyes from outside leads to the ledger of this document', async () => {
    await ann.goto(`${world.inProject}/register`)
    await row('A-101').getByRole('button', { name: '1 person outside can see this' }).click()
    await expect(ann).toHaveURL(/\/access\?q=A-101/)
    await expect(ann.getByRole('row', { name: /Northgate Steel/ })).toContainText('A-101')
  })
  expect(first?.number).toBe('A-101')
  // What cannot be read is refused; that is what the step above is about.
  expect.soft(world.errors.filter((one) => !/^422 GET .*q=/.test(one))).toEqual([])
})
