// Reading a remote file in pieces: which blocks a read needs, kept in a cache of bounded size.
// It fetches through a function, synchronously, because the PDF library asks for bytes in the middle of its work.

export const BLOCK = 256 * 1024

export type Fetched = { bytes: Uint8Array; start: number; total: number }

export class RangeReader {
  private readonly blocks = new Map<number, Uint8Array>()
  private kept = 0
  private lastMissed = -1
  private ahead = 1
  total = 0

  constructor(
    /** Fetches bytes from start to end, end excluded; may answer with the whole file instead. */
    private readonly fetch: (start: number, end: number) => Fetched,
    private readonly capacity = 96 * 1024 * 1024,
  ) {}

  open(): number {
    const first = this.fetch(0, BLOCK)
    this.total = first.total
    this.keep(first)
    return this.total
  }

  /** The bytes from position on, or nothing when that is beyond the end. */
  read(position: number, size: number): Uint8Array | undefined {
    if (position < 0 || size < 0 || position + size > this.total) return undefined
    const result = new Uint8Array(size)
    let done = 0
    while (done < size) {
      const at = position + done
      const index = Math.floor(at / BLOCK)
      const block = this.block(index, Math.floor((position + size - 1) / BLOCK))
      const offset = at - index * BLOCK
      const part = block.subarray(offset, Math.min(block.length, offset + size - done))
      if (part.length === 0) return undefined
      result.set(part, done)
      done += part.length
    }
    return result
  }

  private block(index: number, lastNeeded: number): Uint8Array {
    const held = this.blocks.get(index)
    if (held) {
      // Moved to the end, so that the blocks used longest ago leave first.
      this.blocks.delete(index)
      this.blocks.set(index, held)
      return held
    }
    // A file that is read in order is fetched in growing pieces.
    this.ahead = index === this.lastMissed + 1 ? Math.min(this.ahead * 2, 8) : 1
    let end = Math.max(lastNeeded, index + this.ahead - 1)
    for (let next = index + 1; next <= end; next += 1) {
      if (this.blocks.has(next)) end = next - 1
    }
    this.lastMissed = end
    this.keep(this.fetch(index * BLOCK, Math.min((end + 1) * BLOCK, this.total)))
    return this.blocks.get(index) ?? new Uint8Array(0)
  }

  private keep({ bytes, start }: Fetched) {
    for (let at = 0; at < bytes.length; at += BLOCK) {
      const index = Math.floor((start + at) / BLOCK)
      if (this.blocks.has(index)) continue
      const block = bytes.slice(at, at + BLOCK)
      this.blocks.set(index, block)
      this.kept += block.length
    }
    for (const [index, block] of this.blocks) {
      if (this.kept <= this.capacity || this.blocks.size <= 2) break
      // What has just arrived is about to be read.
      if (index * BLOCK >= start && index * BLOCK < start + bytes.length) continue
      this.blocks.delete(index)
      this.kept -= block.length
    }
  }
}
