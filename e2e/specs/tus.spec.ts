// A client of tus that is not ours sends a file with cuts at random places; the bytes that come back are the same, and the
// server holds little of them at a time. `WAYLEAVE_TUS_MIB=2048` makes the file larger.
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../support/test'
import { forgetPeak, memory, MIB, sendWithCuts, writeNoise } from '../support/tus'
import { call, makeWorld, type Created, type Named } from '../support/world'

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
  const cookies = await world.ann.context().cookies(server.url)
  const answer = await fetch(`${server.url}/api/v1${world.project}/documents/${made?.id}/revisions/${made?.revision.id}/file`, {
    headers: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') },
  })
  const hash = createHash('sha256')
  for await (const chunk of answer.body ?? []) hash.update(chunk)
  expect(hash.digest('hex')).toBe(sum)
  expect(world.errors).toEqual([])
})
