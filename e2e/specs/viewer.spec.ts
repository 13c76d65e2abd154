// The viewer: files that make others stumble, finding, leafing, links into a sheet, two revisions compared, text files.
import { AWKWARD, type Kind, manyPages } from '../support/awkward'
import { png, tiff } from '../support/pictures'
import { expect, look, type Page, test } from '../support/test'
import { addFile, address, addRevision, drawn, type Ink, sheet, shows } from '../support/viewer'
import { call, makeWorld, share } from '../support/world'

const some = (ink: Ink) => ink.dark > 40

/** What has to be seen of each kind once it is open. */
const SEEN: Record<Kind, (ink: Ink) => boolean> = {
  paths: (ink) => ink.dark > 2_000,
  scan: (ink) => ink.dark > 2_000,
  rotated: some,
  cropped: (ink) => ink.green > 5_000 && ink.red === 0,
  layers: (ink) => ink.blue > 1_000 && ink.red === 0,
  encrypted: some,
  broken: some,
  pages: some,
  japanese: some,
  form: (ink) => some(ink) && ink.red > 50,
}

const tool = (page: Page, name: string | RegExp) => page.getByRole('toolbar', { name: 'Viewer tools' }).getByRole('button', { name })
const find = (page: Page) => page.getByRole('search', { name: 'Search in the text' })

test('ten awkward kinds of PDF open, and neither page nor server hangs', async ({ browser, server }) => {
  test.setTimeout(600_000)
  const world = await makeWorld(browser, server, 'Awkward Works', [])
  const page = world.ann
  for (const [place, { kind, title, make }] of AWKWARD.entries()) {
    await test.step(title, async () => {
      const number = `AW-${100 + place}`
      const { url, id, revision } = await addFile(world, number, title, `${kind}.pdf`, make())
      await page.goto(url)
      // The tools answer while the page is still being drawn.
      await tool(page, 'Rotate').click()
      await expect.poll(() => address(page)['turn']).toBe('90')
      await page.keyboard.press('Shift+R')
      await expect.poll(() => address(page)['turn']).toBeUndefined()
      await drawn(page)
      await shows(page, SEEN[kind])
      // Near by, sharp tiles replace the small picture, and the page can be moved.
      for (let step = 0; step < 6; step += 1) await page.keyboard.press('+')
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => Number(address(page)['zoom'])).toBeGreaterThan(0)
      await expect(page.getByRole('group').getByRole('alert')).toHaveCount(0)
      // The server draws it as well, or says why not.
      const answer = await page.evaluate(async (path) => {
        const reply = await fetch(`/api/v1${path}`)
        return { status: reply.status, type: reply.headers.get('content-type') ?? '', body: reply.ok ? '' : await reply.text() }
      }, `${world.project}/documents/${id}/revisions/${revision.id}/pages/1?width=640`)
      if (answer.status === 200) expect(answer.type).toMatch(/^image\//)
      else expect(answer.body, `${kind}: the server says why`).toContain('detail')
      test.info().annotations.push({ type: kind, description: `page image by the server: ${answer.status} ${answer.body.slice(0, 200)}` })
      expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    })
  }
  expect(world.errors.filter((error) => !/^(422|503) GET/.test(error))).toEqual([])
})

test('five hundred pages are leafed through, searched and linked into', async ({ browser, server }) => {
  test.setTimeout(300_000)
  const world = await makeWorld(browser, server, 'Manual Works', [])
  const page = world.ann
  const { url } = await addFile(world, 'MW-001', 'Operation manual', 'manual.pdf', manyPages(500))
  await page.goto(url)
  await drawn(page)

  await tool(page, 'Pages').click()
  const strip = page.getByRole('navigation', { name: 'Pages' })
  await expect(strip.getByRole('button', { name: 'Page 1', exact: true })).toHaveAttribute('aria-current', 'page')
  // Of all the small pages only those in sight exist.
  expect(await strip.getByRole('button').count()).toBeLessThan(30)
  await expect(strip.locator('canvas[data-drawn]').first()).toBeVisible()
  await strip.getByRole('button', { name: 'Page 3', exact: true }).click()
  await drawn(page, 'Page 3 of 500')
  await page.keyboard.press('End')
  await drawn(page, 'Page 500 of 500')
  await expect(strip.getByRole('button', { name: 'Page 500', exact: true })).toBeVisible()
  await page.goBack()
  await drawn(page, 'Page 3 of 500')
  await page.goForward()
  await drawn(page, 'Page 500 of 500')

  await sheet(page).focus()
  await page.keyboard.press('/')
  await find(page).getByRole('textbox').fill('BEARING  schedule')
  // From the last page on, where the first place stands.
  await expect(find(page).getByRole('status')).toHaveText('10 of 10')
  await shows(page, (ink) => ink.yellow > 20)
  await page.keyboard.press('Enter')
  await expect(find(page).getByRole('status')).toHaveText('1 of 10')
  await drawn(page, 'Page 50 of 500')
  await page.keyboard.press('Shift+Enter')
  await drawn(page, 'Page 500 of 500')
  await find(page).getByRole('textbox').fill('gantry')
  await expect(find(page).getByRole('status')).toHaveText('Not found')
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await look(page, `viewer-pages-${scheme}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.keyboard.press('Escape')
  await expect(find(page)).toHaveCount(0)

  // A link leads to the very place, in a browser of another size, and a senseless one to the first page.
  await page.goto(`${url}?page=77&zoom=300&centre=0.25_0.2&turn=90`)
  await drawn(page, 'Page 77 of 500')
  expect(address(page)).toMatchObject({ page: '77', zoom: '300', centre: '0.25_0.2', turn: '90' })
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await tool(page, 'Copy a link to this view').click()
  await expect(page.getByText('The link is copied.')).toBeVisible()
  const copied = new URL(await page.evaluate(() => navigator.clipboard.readText()))
  expect(Object.fromEntries(copied.searchParams)).toMatchObject({ page: '77', zoom: '300', centre: '0.25_0.2', turn: '90' })
  await page.goto(`${url}?page=99999&zoom=-4&centre=here&turn=1`)
  await drawn(page, 'Page 500 of 500')

  await sheet(page).focus()
  await page.keyboard.press('Shift+?')
  await expect(page.getByRole('dialog', { name: 'Keys' }).getByText('Show or hide the small pages')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('f')
  await expect(tool(page, 'Leave full screen')).toBeVisible()
  await page.keyboard.press('f')
  await expect(tool(page, 'Full screen')).toBeVisible()
  expect(world.errors).toEqual([])
})

test('two revisions are compared side by side and one over the other', async ({ browser, server }) => {
  test.setTimeout(300_000)
  const world = await makeWorld(browser, server, 'Compare Works', ['CW-001'])
  const page = world.ann
  const { writeDrawing } = await import('../support/pdf')
  const { readFile } = await import('node:fs/promises')
  const [made] = world.documents
  const file = `${server.folder}/CW-001-P02.pdf`
  await writeDrawing(file, 'CW-001', 'Sheet CW-001 with a new title')
  await addRevision(world, made?.id ?? '', 'P02', 'CW-001-P02.pdf', await readFile(file))
  await page.goto(`${world.inProject}/register/${made?.id}`)
  await drawn(page)
  await tool(page, 'Compare with').click()
  await page.getByRole('menuitem', { name: /P01/ }).click()
  const [older, newer] = ['Revision P01, page 1 of 1', 'Revision P02, page 1 of 1']
  await drawn(page, older)
  await drawn(page, newer)
  await shows(page, some, older)
  await page.getByRole('group', { name: 'Revisions P01 and P02 compared' }).getByText('Overlay').click()
  await expect.poll(() => address(page)['over']).toBe('true')
  await drawn(page, older)
  await drawn(page, newer)
  await shows(page, (ink) => ink.red > 100, older)
  await shows(page, (ink) => ink.blue > 100, newer)
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await look(page, `viewer-overlay-${scheme}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  // Moved by hand, and put back.
  await page.getByRole('button', { name: 'Move P02' }).click()
  await sheet(page, older).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => address(page)['shift']).toMatch(/^[\d.]+_0$/)
  await page.getByRole('button', { name: 'Put it back in its place' }).click()
  await expect.poll(() => address(page)['shift']).toBeUndefined()
  // One alone, in its own colours.
  const balance = page.getByRole('slider', { name: 'From only P01 over both to only P02' })
  await balance.focus()
  await page.keyboard.press('End')
  await shows(page, (ink) => ink.dark + ink.red + ink.blue === 0, older)
  await shows(page, (ink) => ink.dark > 40 && ink.blue === 0, newer)
  // The link says it all.
  await page.reload()
  await drawn(page, older)
  expect(address(page)).toMatchObject({ over: 'true' })
  await page.getByRole('button', { name: 'End the comparison' }).click()
  await drawn(page)
  expect(world.errors).toEqual([])
})

test('who may look but not download sees, leafs and turns pages that the server drew', async ({ browser, server }) => {
  test.setTimeout(300_000)
  const world = await makeWorld(browser, server, 'Reader Works', [])
  const { url, number } = await addFile(world, 'RW-001', 'Manual', 'manual.pdf', manyPages(40))
  const reader = await world.join('rita@northgate.example', 'Rita Moor', 'external')
  await share(world, number, { kind: 'company', id: world.companies.outside }, false)
  const files: string[] = []
  reader.on('request', (request) => {
    if (/\/(content|file)$/.test(new URL(request.url()).pathname)) files.push(request.url())
  })
  await reader.goto(url)
  await drawn(reader)
  await shows(reader, some)
  await tool(reader, 'Pages').click()
  await reader.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Page 4', exact: true }).click()
  await drawn(reader, 'Page 4 of 40')
  await tool(reader, 'Rotate').click()
  await drawn(reader, 'Page 4 of 40')
  await tool(reader, 'Search in the text').click()
  await expect(reader.getByText('Searching in the text needs the right to download the file.')).toBeVisible()
  await expect(tool(reader, 'Download the file')).toHaveCount(0)
  expect(files).toEqual([])
  expect(world.errors).toEqual([])
})

test('pictures are shown by the browser, and by the server where the browser cannot or may not read them', async ({ browser, server }) => {
  test.setTimeout(300_000)
  const world = await makeWorld(browser, server, 'Picture Works', [])
  const page = world.ann
  const blue = (ink: Ink) => ink.blue > 1_000
  const photo = await addFile(world, 'PW-001', 'Photo', 'photo.png', png())
  await page.goto(photo.url)
  await drawn(page)
  await shows(page, blue)
  await tool(page, 'Search in the text').click()
  await expect(page.getByText('A picture has no text to search in.')).toBeVisible()
  const scanned = await addFile(world, 'PW-002', 'Scan', 'scan.tif', tiff())
  await page.goto(scanned.url)
  await drawn(page)
  await shows(page, blue)
  const reader = await world.join('paul@northgate.example', 'Paul Moor', 'external')
  await share(world, 'PW-001', { kind: 'company', id: world.companies.outside }, false)
  await reader.goto(photo.url)
  await drawn(reader)
  await shows(reader, blue)
  expect(world.errors).toEqual([])
})

test('text files are shown as text, tables as tables, and what has no preview says so', async ({ browser, server }) => {
  test.setTimeout(300_000)
  const world = await makeWorld(browser, server, 'Text Works', [])
  const page = world.ann
  const rows = Array.from({ length: 5_000 }, (_, index) => `P-${index + 1};"Pier; ${index + 1}";${index * 2}`)
  const table = await addFile(world, 'TW-001', 'Piles', 'piles.csv', Buffer.from(`Number;Name;Load\r\n${rows.join('\r\n')}\r\n`))
  await page.goto(table.url)
  await expect(page.getByRole('columnheader', { name: 'Load' })).toBeVisible()
  await expect(page.getByRole('cell', { name: 'Pier; 3', exact: true })).toBeVisible()
  expect(await page.getByRole('row').count()).toBeLessThan(100)
  await page.getByRole('table').focus()
  await page.keyboard.press('/')
  await find(page).getByRole('textbox').fill('Pier; 4999')
  await expect(find(page).getByRole('status')).toHaveText('1 of 1')
  await expect(page.getByRole('cell', { name: 'Pier; 4999' })).toBeVisible()
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await look(page, `viewer-table-${scheme}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  // An old file of a Windows program, and one larger than is shown.
  const note = await addFile(world, 'TW-002', 'Note', 'note.txt', Buffer.from('Br\xfccke \xfcber den Flu\xdf\r\n', 'latin1'))
  await page.goto(note.url)
  await expect(page.getByText('Brücke über den Fluß')).toBeVisible()
  const long = await addFile(world, 'TW-003', 'Log', 'log.txt', Buffer.from('pump 4 started\n'.repeat(200_000)))
  await page.goto(long.url)
  await expect(page.getByText('Only the beginning of a large file is shown:')).toBeVisible()
  await expect(page.getByText('pump 4 started').first()).toBeVisible()
  const archive = await addFile(world, 'TW-004', 'Archive', 'archive.zip', Buffer.from('504b0506000000000000000000000000000000000000', 'hex'))
  await page.goto(archive.url)
  await expect(page.getByText('No preview for this type of file')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Download the file' })).toBeVisible()
  expect(world.errors).toEqual([])
})
