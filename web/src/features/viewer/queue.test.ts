import { expect, it } from 'vitest'
import { Queue } from './queue'

/** Work that ends when it is told to, and gives up when it is asked to. */
function work(log: string[], name: string) {
  const ends: (() => void)[] = []
  const run = (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      log.push(`begin ${name}`)
      ends.push(() => resolve(name))
      signal.addEventListener('abort', () => reject(new Error('stopped')))
    })
  return { run, end: () => ends.at(-1)?.() }
}
const settle = () => new Promise((done) => setTimeout(done))

it('draws what is looked at before small pictures and searching', async () => {
  const log: string[] = []
  const queue = new Queue()
  const [first, search, glance, look] = [work(log, 'first'), work(log, 'search'), work(log, 'glance'), work(log, 'look')]
  const all = [
    queue.add('look', first.run),
    queue.add('search', search.run),
    queue.add('glance', glance.run),
    queue.add('look', look.run),
  ]
  for (const one of [first, look, glance, search]) {
    one.end()
    await settle()
  }
  expect(await Promise.all(all)).toEqual(['first', 'search', 'glance', 'look'])
  expect(log).toEqual(['begin first', 'begin look', 'begin glance', 'begin search'])
})
it('lets work of little weight give way and begins it anew', async () => {
  const log: string[] = []
  const queue = new Queue()
  const [glance, look] = [work(log, 'glance'), work(log, 'look')]
  const slow = queue.add('glance', glance.run)
  const quick = queue.add('look', look.run)
  await settle()
  look.end()
  expect(await quick).toBe('look')
  await settle()
  glance.end()
  expect(await slow).toBe('glance')
  expect(log).toEqual(['begin glance', 'begin look', 'begin glance'])
})
it('forgets what nobody wants any more, begun or not', async () => {
  const log: string[] = []
  const queue = new Queue()
  const [begun, waiting, after] = [work(log, 'begun'), work(log, 'waiting'), work(log, 'after')]
  const stop = new AbortController()
  const ended = [queue.add('look', begun.run, stop.signal), queue.add('look', waiting.run, stop.signal)].map((one) =>
    one.then(
      () => 'done',
      (error: Error) => error.message,
    ),
  )
  const last = queue.add('search', after.run)
  stop.abort()
  expect(await Promise.all(ended)).toEqual(['stopped', 'stopped'])
  await settle()
  after.end()
  expect(await last).toBe('after')
  expect(log).toEqual(['begin begun', 'begin after'])
})
