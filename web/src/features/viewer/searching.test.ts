import { expect, it } from 'vitest'
import type { Found } from './messages'
import { Searching } from './searching'

const page = (hits: number): Found => ({ hits: Array.from({ length: hits }, () => ({ rects: [] })), letters: 10 })
const book = [page(0), page(2), page(0), page(1), page(3)]
const find = (index: number) => Promise.resolve(book[index] ?? page(0))

it('counts every place and begins at the page somebody is on', async () => {
  const search = new Searching('deck', 5, 2)
  const told: number[] = []
  await search.run(find, () => told.push(search.count))
  expect(search.count).toBe(6)
  expect(search.here).toEqual({ page: 3, index: 0 })
  expect(search.ordinal).toBe(3)
  expect(told).toEqual([0, 1, 4, 4, 6])
})
it('goes round the document, forwards and backwards', async () => {
  const search = new Searching('deck', 5, 2)
  await search.run(find, () => undefined)
  const walk = (direction: 1 | -1) => {
    search.step(direction)
    return search.ordinal
  }
  expect([1, 1, 1, 1].map((direction) => walk(direction as 1))).toEqual([4, 5, 6, 1])
  expect([1, 1].map(() => walk(-1))).toEqual([6, 5])
})
it('holds on to its place while pages before it arrive', async () => {
  const search = new Searching('deck', 5, 4)
  let seen = 0
  await search.run(find, () => {
    seen = search.here?.page ?? 0
  })
  expect(seen).toBe(4)
  expect(search.ordinal).toBe(4)
})
it('goes on past a page that cannot be read', async () => {
  const search = new Searching('deck', 2, 0)
  await search.run((index) => (index === 0 ? Promise.reject(new Error('broken')) : find(1)), () => undefined)
  expect(search.complete).toBe(true)
  expect(search.count).toBe(2)
})
it('says nothing more once it is stopped', async () => {
  const search = new Searching('deck', 5, 0)
  let told = 0
  await search.run(find, () => {
    told += 1
    search.stop()
  })
  expect(told).toBe(1)
})
it('stands still where nothing was found', () => {
  const search = new Searching('deck', 5, 0)
  search.step(1)
  expect(search.ordinal).toBe(0)
})
