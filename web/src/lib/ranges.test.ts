import { describe, expect, it } from 'vitest'
import { BLOCK, RangeReader } from './ranges'

const file = Uint8Array.from({ length: BLOCK * 10 + 17 }, (_, index) => (index * 31) % 251)

/** Whether these are the file's bytes; comparing large arrays item by item would take seconds. */
const same = (bytes: Uint8Array | undefined, start: number, size: number) =>
  bytes !== undefined && Buffer.compare(bytes, file.subarray(start, start + size)) === 0

function reader(capacity?: number) {
  const asked: [number, number][] = []
  const ranges = new RangeReader((start, end) => {
    asked.push([start, end])
    return { bytes: file.slice(start, end), start, total: file.length }
  }, capacity)
  ranges.open()
  return { ranges, asked }
}

describe('RangeReader', () => {
  it('gives the bytes of the file, across blocks', () => {
    const { ranges } = reader()
    for (const [at, size] of [[0, 10], [BLOCK - 5, 10], [BLOCK * 3 + 1, BLOCK * 2], [file.length - 3, 3]] as const) {
      expect(same(ranges.read(at, size), at, size)).toBe(true)
    }
  })
  it('fetches only what is needed and nothing twice', () => {
    const { ranges, asked } = reader()
    ranges.read(file.length - 10, 10)
    ranges.read(file.length - 15, 5)
    expect(asked).toEqual([
      [0, BLOCK],
      [BLOCK * 10, file.length],
    ])
  })
  it('refuses what lies outside', () => {
    const { ranges } = reader()
    expect(ranges.read(file.length - 1, 2)).toBeUndefined()
    expect(ranges.read(-1, 1)).toBeUndefined()
  })
  it('forgets old blocks rather than growing', () => {
    const { ranges } = reader(BLOCK * 3)
    for (let block = 0; block < 10; block += 1) {
      expect(same(ranges.read(block * BLOCK, 100), block * BLOCK, 100)).toBe(true)
    }
    expect(same(ranges.read(5, 5), 5, 5)).toBe(true)
  })
  it('works with a server that knows no ranges', () => {
    const ranges = new RangeReader(() => ({ bytes: file, start: 0, total: file.length }))
    expect(ranges.open()).toBe(file.length)
    expect(same(ranges.read(BLOCK * 9, 50), BLOCK * 9, 50)).toBe(true)
  })
})
