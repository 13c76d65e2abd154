import { expect, it, vi } from 'vitest'
import { type Drawing, type PageSource, turned, UnreadableError, unturned, widthFor, withHelp } from './source'

const page = { width: 200, height: 100 }

it('finds the part of the page that a part of the turned page shows', () => {
  const corner = { x: 0, y: 0, width: 10, height: 20 }
  expect(unturned(corner, 0, page)).toEqual(corner)
  expect(unturned(corner, 1, page)).toEqual({ x: 0, y: 90, width: 20, height: 10 })
  expect(unturned(corner, 2, page)).toEqual({ x: 190, y: 80, width: 10, height: 20 })
  expect(unturned(corner, 3, page)).toEqual({ x: 180, y: 0, width: 20, height: 10 })
})
it('finds where a part of the page lies once it is turned', () => {
  const part = { x: 30, y: 5, width: 12, height: 7 }
  for (const rotation of [0, 1, 2, 3] as const) expect(unturned(turned(part, rotation, page), rotation, page)).toEqual(part)
})
it('asks for the smallest picture that is sharp enough', () => {
  expect(widthFor([800, 1600], 900)).toBe(1600)
  expect(widthFor([800, 1600], 5000)).toBe(1600)
})

const image = (name: string) => ({ name, close: () => undefined }) as unknown as ImageBitmap
const whole: Drawing = { page: 0, region: { x: 0, y: 0, ...page }, density: 1, rotation: 0, whole: page }
const source = (draw: PageSource['draw']): PageSource => ({ pages: [page], paper: true, maxDensity: 1, draw, close: () => undefined })

it('lets the server draw what the browser cannot', async () => {
  const own = vi.fn(() => Promise.reject(new UnreadableError('memory')))
  const help = withHelp(source(own), source(() => Promise.resolve(image('server'))))
  expect(await help.draw(whole)).toHaveProperty('name', 'server')
  expect(await help.draw(whole)).toHaveProperty('name', 'server')
  expect(own).toHaveBeenCalledTimes(1)
})
it('leaves a slow page to the server, and takes it back when the server fails', async () => {
  let now = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
  const own = vi.fn(() => {
    now += 10_000
    return Promise.resolve(image('own'))
  })
  const server = vi
    .fn<PageSource['draw']>()
    .mockResolvedValueOnce(image('server'))
    .mockRejectedValue(new UnreadableError('undrawn'))
  const help = withHelp(source(own), source(server))
  const names = []
  for (let round = 0; round < 4; round += 1) names.push(((await help.draw(whole)) as unknown as { name: string }).name)
  expect(names).toEqual(['own', 'server', 'own', 'own'])
  expect(server).toHaveBeenCalledTimes(2)
  clock.mockRestore()
})
it('says its own reason when the server cannot draw it either', async () => {
  const help = withHelp(
    source(() => Promise.reject(new UnreadableError('broken'))),
    source(() => Promise.reject(new UnreadableError('undrawn'))),
  )
  await expect(help.draw(whole)).rejects.toThrow('broken')
})
it('does not trouble the server for a drawing that was given up', async () => {
  const server = vi.fn(() => Promise.resolve(image('server')))
  const help = withHelp(source(() => Promise.reject(new Error('stopped'))), source(server))
  await expect(help.draw(whole)).rejects.toThrow('stopped')
  expect(server).not.toHaveBeenCalled()
})
