// A picture with a blue square on white, as a PNG, which browsers read, and as a TIFF, which they do not.
import { deflateSync } from 'node:zlib'

type Dot = [red: number, green: number, blue: number]
const dot = (x: number, y: number, side: number): Dot => (x > side / 4 && x < side / 2 && y > side / 4 && y < side / 2 ? [20, 40, 220] : [255, 255, 255])

function crc(bytes: Buffer): number {
  let rest = 0xffffffff
  for (const byte of bytes) {
    rest ^= byte
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1
  }
  return (rest ^ 0xffffffff) >>> 0
}

export function png(side = 400): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc(body))
    return Buffer.concat([length, body, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const rows = Array.from({ length: side }, (_, y) => [0, ...Array.from({ length: side }, (_, x) => dot(x, y, side)).flat()]).flat()
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.from(rows))), chunk('IEND', Buffer.alloc(0))])
}

export function tiff(side = 400): Buffer {
  const pixels = Buffer.alloc(side * side * 3)
  for (let y = 0; y < side; y += 1) for (let x = 0; x < side; x += 1) Buffer.from(dot(x, y, side)).copy(pixels, (y * side + x) * 3)
  const [short, long] = [3, 4]
  const bits = 8 + 2 + 9 * 12 + 4
  const entries: [tag: number, type: number, count: number, value: number][] = [
    [256, long, 1, side],
    [257, long, 1, side],
    [258, short, 3, bits],
    [259, short, 1, 1],
    [262, short, 1, 2],
    [273, long, 1, bits + 6],
    [277, short, 1, 3],
    [278, long, 1, side],
    [279, long, 1, pixels.length],
  ]
  const head = Buffer.alloc(bits + 6)
  head.write('II')
  head.writeUInt16LE(42, 2)
  head.writeUInt32LE(8, 4)
  head.writeUInt16LE(entries.length, 8)
  for (const [place, [tag, type, count, value]] of entries.entries()) {
    const at = 10 + place * 12
    head.writeUInt16LE(tag, at)
    head.writeUInt16LE(type, at + 2)
    head.writeUInt32LE(count, at + 4)
    head.writeUInt32LE(value, at + 8)
  }
  for (const place of [0, 1, 2]) head.writeUInt16LE(8, bits + place * 2)
  return Buffer.concat([head, pixels])
}
