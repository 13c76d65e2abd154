// Writes small but real PDF drawings: an A1 sheet with a frame, a grid and a title block, and, when a big file
// is wanted, an unused stream that fills it up.
import { open } from 'node:fs/promises'

const WIDTH = 2384
const HEIGHT = 1684

export async function writeDrawing(path: string, number: string, title: string, atLeast = 0): Promise<void> {
  const file = await open(path, 'w')
  const offsets: number[] = []
  let written = 0
  const put = async (bytes: string | Buffer) => {
    const chunk = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
    await file.write(chunk)
    written += chunk.length
  }
  const object = async (body: string) => {
    offsets.push(written)
    await put(`${offsets.length} 0 obj\n${body}\nendobj\n`)
  }
  const content = sheet(number, title)
  await put('%PDF-1.4\n')
  await object('<< /Type /Catalog /Pages 2 0 R >>')
  await object('<< /Type /Pages /Kids [3 0 R] /Count 1 >>')
  await object(
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${WIDTH} ${HEIGHT}] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>`,
  )
  await object(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`)
  await object('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
  if (atLeast > 0) {
    offsets.push(written)
    await put(`${offsets.length} 0 obj\n<< /Length ${atLeast} >>\nstream\n`)
    const block = Buffer.alloc(1 << 20, 'wayleave ')
    for (let left = atLeast; left > 0; left -= block.length) await put(block.subarray(0, Math.min(left, block.length)))
    await put('\nendstream\nendobj\n')
  }
  const table = written
  const lines = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  await put(`xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${lines}`)
  await put(`trailer\n<< /Size ${offsets.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`)
  await file.close()
}

function sheet(number: string, title: string): string {
  const lines: string[] = ['3 w 40 40 2304 1604 re S', '1 w']
  for (let column = 0; column < 9; column += 1) {
    const x = 200 + column * 220
    lines.push(`0.6 G ${x} 340 m ${x} 1560 l S BT /F 26 Tf ${x - 8} 1575 Td (${column + 1}) Tj ET`)
  }
  for (let row = 0; row < 6; row += 1) lines.push(`0.6 G 160 ${400 + row * 220} m 2000 ${400 + row * 220} l S`)
  lines.push('0 G 8 w 200 400 1760 1100 re S 860 400 m 860 1060 l S 200 1060 m 1400 1060 l S 1400 1060 m 1400 1500 l S 1 w')
  lines.push('2 w 1640 60 684 200 re S 1640 160 m 2324 160 l S')
  lines.push(`BT /F 44 Tf 1664 190 Td (${number}) Tj ET BT /F 28 Tf 1664 96 Td (${title}) Tj ET`)
  return lines.join('\n')
}
