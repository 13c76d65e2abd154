import { describe, expect, it } from 'vitest'
import { BLOCK, RangeReader } from './ranges'

const file = Uint8Array.from({ length: BLOCK * 10 + 17 }, (_, index) => (index * 31) % 251)

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
      expect(ranges.read(at, size)).toEqual(file.slice(at, at + size))
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
      expect(ranges.read(block * BLOCK, 100)).toEqual(file.slice(block * BLOCK, block * BLOCK + 100))
    }
    expect(ranges.read(5, 5)).toEqual(file.slice(5, 10))
  })
  it('works with a server that knows no ranges', () => {
    const ranges = new RangeReader(() => ({ bytes: file, start: 0, total: file.length }))
    expect(ranges.open()).toBe(file.length)
    expect(ranges.read(BLOCK * 9, 50)).toEqual(file.slice(BLOCK * 9, BLOCK * 9 + 50))
  })
})
