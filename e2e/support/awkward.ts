// Ten kinds of PDF that make viewers stumble, written byte by byte, so that nothing repairs them on the way.
// No font is shipped for the Chinese and Japanese letters: the font in that file is made here, of rectangles.
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'

type Body = string | { dict: string; stream: Buffer }

/** Collects objects and writes them with their table of contents. */
class Writer {
  private readonly bodies: Body[] = []
  /** What is done to the bytes of streams, by the number of their object. */
  cipher: ((number: number, bytes: Buffer) => Buffer) | undefined
  trailer = ''

  add(body: Body): number {
    this.bodies.push(body)
    return this.bodies.length
  }

  stream(content: string | Buffer, dict = ''): number {
    const stream = deflateSync(typeof content === 'string' ? Buffer.from(content, 'latin1') : content)
    return this.add({ dict: `${dict} /Filter /FlateDecode`, stream })
  }

  /** Object 1 is the catalogue and object 2 the list of pages, once they are known. */
  set(number: number, body: Body) {
    this.bodies[number - 1] = body
  }

  bytes({ misplaced = false } = {}): Buffer {
    const chunks: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')]
    const offsets: number[] = []
    let at = chunks[0]?.length ?? 0
    const put = (chunk: Buffer | string) => {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk
      chunks.push(bytes)
      at += bytes.length
    }
    for (const [index, body] of this.bodies.entries()) {
      offsets.push(at)
      put(`${index + 1} 0 obj\n`)
      if (typeof body === 'string') put(body)
      else {
        const stream = this.cipher?.(index + 1, body.stream) ?? body.stream
        put(`<< ${body.dict} /Length ${stream.length} >>\nstream\n`)
        put(stream)
        put('\nendstream')
      }
      put('\nendobj\n')
    }
    const table = at
    const line = (offset: number) => `${String(misplaced ? offset * 3 + 17 : offset).padStart(10, '0')} 00000 n \n`
    put(`xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${offsets.map(line).join('')}`)
    put(`trailer\n<< /Size ${offsets.length + 1} /Root 1 0 R ${this.trailer} >>\nstartxref\n${misplaced ? 7 : table}\n%%EOF\n`)
    return Buffer.concat(chunks)
  }
}

type Sheet = { content: string | Buffer; box?: string; more?: string; resources?: string }
const A4 = '/MediaBox [0 0 595 842]'
const HELVETICA = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'

/** A document of these pages; `font` is object 3 and is called F. */
function book(sheets: Sheet[], { font = HELVETICA, catalogue = '', writer = new Writer() } = {}): Writer {
  writer.add('')
  writer.add('')
  writer.add(font)
  const pages = sheets.map(({ content, box = A4, more = '', resources = '' }) => {
    const stream = writer.stream(content)
    return writer.add(`<< /Type /Page /Parent 2 0 R ${box} ${more} /Contents ${stream} 0 R /Resources << /Font << /F 3 0 R >> ${resources} >> >>`)
  })
  writer.set(1, `<< /Type /Catalog /Pages 2 0 R ${catalogue} >>`)
  writer.set(2, `<< /Type /Pages /Kids [${pages.map((page) => `${page} 0 R`).join(' ')}] /Count ${pages.length} >>`)
  return writer
}

const words = (text: string, x = 60, y = 700, size = 28) => `BT /F ${size} Tf ${x} ${y} Td (${text}) Tj ET\n`

/** A0 with 200,000 lines, each a path of its own. */
function manyPaths(): Buffer {
  const lines = ['0.4 w 0 G']
  for (let index = 0; index < 200_000; index += 1) {
    const x = 60 + (index % 500) * 6.5
    const y = 60 + Math.floor(index / 500) * 5.6
    lines.push(`${x.toFixed(1)} ${y.toFixed(1)} m ${(x + 4 + (index % 3)).toFixed(1)} ${(y + (index % 7) - 3).toFixed(1)} l S`)
  }
  lines.push('1 g 2500 60 800 200 re f 0 g', words('Setting out, sheet 1', 2540, 140, 60))
  return book([{ content: lines.join('\n'), box: '/MediaBox [0 0 3370 2384]' }]).bytes()
}

/** A3, black and white, 600 dots to the inch: 70 million of them. */
function scan(): Buffer {
  const [width, height] = [7016, 9921]
  const row = Math.ceil(width / 8)
  const bits = Buffer.alloc(row * height, 0xff)
  for (let y = 300; y < height - 300; y += 1) {
    const line = y % 160 < 24
    for (let at = 40; at < row - 40; at += 1) if (line && (at * 7 + Math.floor(y / 160) * 13) % 9 > 2) bits[y * row + at] = 0
  }
  const writer = new Writer()
  book([{ content: 'q 842 0 0 1191 0 0 cm /I Do Q', box: '/MediaBox [0 0 842 1191]', resources: '/XObject << /I 6 0 R >>' }], { writer })
  writer.stream(bits, `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray /BitsPerComponent 1`)
  return writer.bytes()
}

function rotated(): Buffer {
  const sheets = [0, 90, 180, 270].map((turn) => ({ content: words(`Turned by ${turn}`), more: `/Rotate ${turn}` }))
  return book(sheets).bytes()
}

/** Only the green part is to be seen; beside it lies red. */
function cropped(): Buffer {
  const content = `1 0 0 rg -200 -100 1400 1100 re f 0 0.6 0 rg 100 50 600 400 re f 0 g ${words('Cropped', 140, 240)}`
  return book([{ content, box: '/MediaBox [-200 -100 1200 1000] /CropBox [100 50 700 450]' }]).bytes()
}

/** The blue layer is on, the red one is off. */
function layered(): Buffer {
  const writer = new Writer()
  const content = [
    '/OC /On BDC 0 0 1 rg 60 400 200 200 re f EMC',
    '/OC /Off BDC 1 0 0 rg 300 400 200 200 re f EMC',
    `0 g ${words('Layers', 60, 700)}`,
  ].join('\n')
  book([{ content, resources: '/Properties << /On 6 0 R /Off 7 0 R >>' }], {
    writer,
    catalogue: '/OCProperties << /OCGs [6 0 R 7 0 R] /D << /ON [6 0 R] /OFF [7 0 R] /Order [6 0 R 7 0 R] >> >>',
  })
  writer.add('<< /Type /OCG /Name (Structure) >>')
  writer.add('<< /Type /OCG /Name (Services) >>')
  return writer.bytes()
}

const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex')
const md5 = (...parts: Buffer[]) => createHash('md5').update(Buffer.concat(parts)).digest()

function rc4(key: Buffer, data: Buffer): Buffer {
  const state = Array.from({ length: 256 }, (_, index) => index)
  const at = (index: number) => state[index & 255] ?? 0
  const swap = (one: number, other: number) => ([state[one], state[other]] = [at(other), at(one)])
  for (let i = 0, j = 0; i < 256; i += 1) {
    j = (j + at(i) + (key[i % key.length] ?? 0)) & 255
    swap(i, j)
  }
  let [i, j] = [0, 0]
  return Buffer.from(
    data.map((byte) => {
      i = (i + 1) & 255
      j = (j + at(i)) & 255
      swap(i, j)
      return byte ^ at(at(i) + at(j))
    }),
  )
}

/** Encrypted with RC4 of 128 bits, and opened by a password of no letters, as "may not be changed" usually is. */
function encrypted(): Buffer {
  const rounds = (key: Buffer, data: Buffer) => {
    let out = data
    for (let round = 0; round < 20; round += 1) out = rc4(Buffer.from(key.map((byte) => byte ^ round)), out)
    return out
  }
  const often = (first: Buffer) => {
    let digest = first
    for (let round = 0; round < 50; round += 1) digest = md5(digest)
    return digest
  }
  const id = Buffer.from('77617965776c65617665206177776b72', 'hex')
  const rights = Buffer.alloc(4)
  rights.writeInt32LE(-1340)
  const owner = rounds(often(md5(PADDING)), PADDING)
  const key = often(md5(PADDING, owner, rights, id))
  const user = Buffer.concat([rounds(key, md5(PADDING, id)), Buffer.alloc(16)])
  const writer = new Writer()
  book([{ content: `0.5 g 60 300 400 200 re f 0 g ${words('Not to be changed')}` }], { writer })
  const encryption = writer.add(
    `<< /Filter /Standard /V 2 /R 3 /Length 128 /P -1340 /O <${owner.toString('hex')}> /U <${user.toString('hex')}> >>`,
  )
  writer.trailer = `/Encrypt ${encryption} 0 R /ID [<${id.toString('hex')}> <${id.toString('hex')}>]`
  writer.cipher = (number, bytes) => rc4(md5(key, Buffer.from([number & 255, number >> 8, 0, 0, 0])), bytes)
  return writer.bytes()
}

const broken = () => book([{ content: `0.5 g 60 300 400 200 re f 0 g ${words('Lost table')}` }]).bytes({ misplaced: true })

export const manyPages = (count: number, mention = 'Bearing') =>
  book(
    Array.from({ length: count }, (_, index) => ({
      content: `${words(`Page ${index + 1} of the manual`)}${index % 50 === 49 ? words(`${mention} schedule`, 60, 600) : ''}`,
    })),
  ).bytes()

/** Strokes of a letter, each as left, bottom, width, height in thousandths. */
const LETTERS: Record<string, [number, number, number, number][]> = {
  図: [[80, 0, 60, 800], [860, 0, 60, 800], [80, 740, 840, 60], [80, 0, 840, 60], [300, 480, 60, 140], [460, 520, 60, 140], [280, 180, 440, 60], [620, 240, 60, 380]],
  面: [[60, 760, 880, 60], [460, 640, 60, 120], [120, 0, 60, 640], [820, 0, 60, 640], [120, 580, 760, 60], [120, 0, 760, 60], [380, 60, 50, 520], [570, 60, 50, 520], [430, 380, 140, 40], [430, 210, 140, 40]],
  梁: [[100, 700, 60, 60], [60, 540, 60, 60], [300, 720, 400, 60], [640, 460, 60, 260], [480, 240, 60, 260], [80, 300, 860, 60], [280, 60, 60, 240], [680, 60, 60, 240]],
}

/** A font file with nothing but these letters: glyph 1 and so on. */
function font(letters: [number, number, number, number][][]): Buffer {
  const u16 = (...values: number[]) => Buffer.concat(values.map((value) => Buffer.from([(value >> 8) & 255, value & 255])))
  const u32 = (value: number) => Buffer.from([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255])
  const glyph = (strokes: [number, number, number, number][]) => {
    const corners = strokes.flatMap(([x, y, width, height]) => [[x, y], [x, y + height], [x + width, y + height], [x + width, y]] as [number, number][])
    const steps = (axis: 0 | 1) => u16(...corners.map((corner, index) => corner[axis] - (corners[index - 1]?.[axis] ?? 0)))
    const ends = strokes.map((_, index) => index * 4 + 3)
    const bytes = Buffer.concat([u16(strokes.length, 0, 0, 1000, 1000), u16(...ends), u16(0), Buffer.alloc(corners.length, 1), steps(0), steps(1)])
    return bytes.length % 4 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(4 - (bytes.length % 4))])
  }
  const glyphs = [Buffer.alloc(0), ...letters.map(glyph)]
  const loca: number[] = [0]
  for (const { length } of glyphs) loca.push((loca.at(-1) ?? 0) + length)
  const points = Math.max(...letters.map((strokes) => strokes.length * 4))
  const contours = Math.max(...letters.map((strokes) => strokes.length))
  const tables: [string, Buffer][] = [
    ['glyf', Buffer.concat(glyphs)],
    ['head', Buffer.concat([u32(0x10000), u32(0x10000), u32(0), u32(0x5f0f3cf5), u16(3, 1000), Buffer.alloc(16), u16(0, 0, 1000, 1000, 0, 8, 2, 1, 0)])],
    ['hhea', Buffer.concat([u32(0x10000), u16(880, -120, 0, 1000, 0, 0, 1000, 1, 0, 0, 0, 0, 0, 0, 0, glyphs.length)])],
    ['hmtx', Buffer.concat(glyphs.map(() => u16(1000, 0)))],
    ['loca', Buffer.concat(loca.map(u32))],
    ['maxp', Buffer.concat([u32(0x10000), u16(glyphs.length, points, contours, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)])],
  ]
  const sum = (bytes: Buffer) => {
    let total = 0
    for (let at = 0; at < bytes.length; at += 4) total = (total + (Buffer.concat([bytes.subarray(at, at + 4), Buffer.alloc(3)]).readUInt32BE(0))) >>> 0
    return total
  }
  let offset = 12 + tables.length * 16
  const entries = tables.map(([name, bytes]) => {
    const entry = Buffer.concat([Buffer.from(name, 'latin1'), u32(sum(bytes)), u32(offset), u32(bytes.length)])
    offset += Math.ceil(bytes.length / 4) * 4
    return entry
  })
  const padded = tables.map(([, bytes]) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]))
  return Buffer.concat([u32(0x10000), u16(tables.length, 64, 2, tables.length * 16 - 64), ...entries, ...padded])
}

/** Japanese letters from a font inside the file, which is how drawings from there come. */
function japanese(): Buffer {
  const letters = Object.keys(LETTERS)
  const hex = (text: string) => Array.from(text, (letter) => (letters.indexOf(letter) + 1).toString(16).padStart(4, '0')).join('')
  const writer = new Writer()
  book([{ content: `BT /F 72 Tf 60 600 Td <${hex('梁図面')}> Tj ET` }], {
    writer,
    font: '<< /Type /Font /Subtype /Type0 /BaseFont /WLVDEV+Strokes /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 9 0 R >>',
  })
  writer.add(
    '<< /Type /Font /Subtype /CIDFontType2 /BaseFont /WLVDEV+Strokes /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 7 0 R /DW 1000 /CIDToGIDMap /Identity >>',
  )
  writer.add(
    '<< /Type /FontDescriptor /FontName /WLVDEV+Strokes /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 800 /StemV 60 /FontFile2 8 0 R >>',
  )
  const file = font(Object.values(LETTERS))
  writer.stream(file, `/Length1 ${file.length}`)
  const pairs = letters.map((letter, index) => `<${(index + 1).toString(16).padStart(4, '0')}> <${letter.codePointAt(0)?.toString(16).padStart(4, '0')}>`)
  writer.stream(
    `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Strokes def /CMapType 2 def 1 begincodespacerange <0000> <ffff> endcodespacerange ${pairs.length} beginbfchar ${pairs.join(' ')} endbfchar endcmap CMapName currentdict /CMap defineresource pop end end`,
  )
  return writer.bytes()
}

/** A field that was filled in and a box that was ticked; the field leaves its looks, red letters, to the viewer. */
function form(): Buffer {
  const writer = new Writer()
  book([{ content: words('Inspection request', 60, 760), more: '/Annots [6 0 R 7 0 R]' }], {
    writer,
    catalogue: '/AcroForm << /Fields [6 0 R 7 0 R] /NeedAppearances true /DA (/F 12 Tf 0 g) /DR << /Font << /F 3 0 R >> >> >>',
  })
  writer.add('<< /Type /Annot /Subtype /Widget /FT /Tx /T (place) /V (Pier 4, north face) /DA (/F 24 Tf 1 0 0 rg) /Rect [60 640 460 690] /F 4 /MK << /BC [0 0 0] >> /P 5 0 R >>')
  writer.add('<< /Type /Annot /Subtype /Widget /FT /Btn /T (ready) /V /Yes /AS /Yes /Rect [60 560 100 600] /F 4 /P 5 0 R /AP << /N << /Yes 8 0 R /Off 9 0 R >> >> >>')
  const box = '/Type /XObject /Subtype /Form /BBox [0 0 40 40]'
  writer.stream('0 0 1 rg 4 4 32 32 re f', box)
  writer.stream('0 g 2 w 2 2 36 36 re S', box)
  return writer.bytes()
}

export type Kind = 'paths' | 'scan' | 'rotated' | 'cropped' | 'layers' | 'encrypted' | 'broken' | 'pages' | 'japanese' | 'form'

export const AWKWARD: { kind: Kind; title: string; make: () => Buffer }[] = [
  { kind: 'paths', title: 'A0 with 200,000 paths', make: manyPaths },
  { kind: 'scan', title: 'Scan of 600 dots to the inch', make: scan },
  { kind: 'rotated', title: 'Pages turned four ways', make: rotated },
  { kind: 'cropped', title: 'Cropped sheet', make: cropped },
  { kind: 'layers', title: 'Layers, one of them off', make: layered },
  { kind: 'encrypted', title: 'Encrypted with an empty password', make: encrypted },
  { kind: 'broken', title: 'Broken table of contents', make: broken },
  { kind: 'pages', title: 'Five hundred pages', make: () => manyPages(500) },
  { kind: 'japanese', title: 'Japanese letters from an embedded font', make: japanese },
  { kind: 'form', title: 'Form that was filled in', make: form },
]
