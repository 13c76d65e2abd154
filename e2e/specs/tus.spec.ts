// A client of tus that is not ours sends a file with cuts at random places; the bytes that come back are the same, and the
// server holds little of them at a time. `WAYLEAVE_TUS_MIB=2048` makes the file larger.
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { choose } from '../support/people'
import { expect, look, test } from '../support/test'
import { forgetPeak, memory, MIB, sendWithCuts, writeNoise } from '../support/tus'
import { call, makeWorld, type Created, type Named, type World } from '../support/world'

const size = Number(process.env['WAYLEAVE_TUS_MIB'] ?? 64) * MIB
/** Above idle; an upload holds a batch at a time, whatever its size. */
const MOST_MIB = 64
const CUTS = 7

test('an independent client uploads a file with cuts at random places', async ({ browser, server }) => {
  test.setTimeout(900_000)
  const world = await makeWorld(browser, server, 'Tidal Works', ['T-1'])
  const file = join(server.folder, 'model.zip')
  const sum = await writeNoise(file, size)
  await forgetPeak(server.pid)
  const idle = await memory(server.pid, 'VmRSS')
  const cuts = Array.from({ length: CUTS }, () => Math.floor(Math.random() * size)).sort((one, other) => one - other)
  const told = await sendWithCuts(world.ann, server.url, world.project, file, cuts)
  await rm(file)
  const peak = (await memory(server.pid, 'VmHWM')) - idle
  console.log(
    `${size / MIB} MiB in ${told.seconds.toFixed(1)} s (${(size / MIB / told.seconds).toFixed(0)} MiB/s), cut at ${told.stood.slice(0, -1).join(', ')}; peak memory ${peak.toFixed(0)} MiB over idle`,
  )
  expect(told.stood.at(-1)).toBe(size)
  expect(peak, 'the server holds little of the file').toBeLessThan(MOST_MIB)

  const arrival = await call<{ upload: Named & { size: number } }>(world.ann, 'GET', new URL(told.url).pathname.replace('/api/v1', ''))
  expect(arrival.upload.size).toBe(size)
  const row = { upload_id: arrival.upload.id, number: 'M-1', title: 'Coordination model', revision: 'P01', document_type: 'DRG' }
  const { items: [made] } = await call<Created>(world.ann, 'POST', `${world.project}/documents`, { rows: [row] })
  expect(await hashOf(world, server.url, `documents/${made?.id}/revisions/${made?.revision.id}/file`)).toBe(sum)
  expect(world.errors).toEqual([])
})

/** SHA-256 of what the server hands out, read piece by piece. */
async function hashOf(world: World, server: string, path: string): Promise<string> {
  const cookies = await world.ann.context().cookies(server)
  const answer = await fetch(`${server}/api/v1${world.project}/${path}`, {
    headers: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') },
  })
  const hash = createHash('sha256')
  for await (const chunk of answer.body ?? []) hash.update(chunk)
  return hash.digest('hex')
}

test('a large file is paused in the dialog, survives a lost connection, and goes on where it stood', async ({ browser, server }) => {
  test.setTimeout(240_000)
  const world = await makeWorld(browser, server, 'Harbour Lights', ['H-1'])
  const { ann } = world
  const file = join(server.folder, 'H-2 Survey.zip')
  const sum = await writeNoise(file, 48 * MIB)
  const network = await ann.context().newCDPSession(ann)
  await network.send('Network.enable')
  const slow = (offline: boolean) =>
    network.send('Network.emulateNetworkConditions', { offline, latency: 0, downloadThroughput: -1, uploadThroughput: 6 * MIB })
  await slow(false)

  const dialog = ann.getByRole('dialog')
  await ann.goto(`${world.inProject}/register`)
  await ann.getByRole('button', { name: 'Upload' }).first().click()
  await dialog.getByLabel('Files to upload').setInputFiles(file)
  const bar = dialog.getByRole('progressbar', { name: 'H-2 Survey.zip' })
  const stands = async () => Number(await bar.getAttribute('aria-valuenow'))
  await expect.poll(stands).toBeGreaterThan(2)
  await dialog.getByRole('button', { name: 'Pause H-2 Survey.zip' }).click()
  await expect(dialog.getByText('Paused')).toBeVisible()
  await look(ann, 'upload-paused')
  const held = await stands()
  expect(held).toBeLessThan(100)

  await dialog.getByRole('button', { name: 'Go on with H-2 Survey.zip' }).click()
  await expect.poll(stands).toBeGreaterThan(held)
  await slow(true)
  await expect(dialog.getByText(/connection/i)).toBeVisible()
  await network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 })

  await expect(dialog.getByText('1 row is ready.').or(dialog.getByText('1 row needs a correction.'))).toBeVisible({ timeout: 90_000 })
  await choose(ann, 'Document type: H-2 Survey.zip', /Drawing/)
  await dialog.getByRole('textbox', { name: 'Rev: H-2 Survey.zip' }).fill('P01')
  await expect(dialog.getByText('1 row is ready.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Add 1 document' }).click()
  await expect(ann.getByRole('row', { name: /H-2/ })).toBeVisible()

  const { items } = await call<{ items: (Named & { number: string; revision: Named })[] }>(ann, 'GET', `${world.project}/documents?q=H-2`)
  const made = items[0]
  expect(await hashOf(world, server.url, `documents/${made?.id}/revisions/${made?.revision.id}/file`)).toBe(sum)
  // What the browser itself says of the connection that was cut is no finding.
  expect(world.errors.filter((one) => !/ERR_INTERNET_DISCONNECTED|Failed to load/.test(one))).toEqual([])
})
