// Rows and cells of a file of separated values: quotes, doubled quotes, and line ends within quotes.

const SEPARATORS = [',', ';', '\t', '|'] as const

/** The separator that divides the first lines most evenly. */
export function separatorOf(text: string): string {
  const lines = text.slice(0, 20_000).split(/\r?\n/).slice(0, 20).filter((line) => line.trim() !== '')
  let best = ','
  let most = 0
  for (const separator of SEPARATORS) {
    const counts = lines.map((line) => cells(line, separator)[0]?.length ?? 1)
    const least = counts.length > 0 ? Math.min(...counts) : 1
    const alike = counts.filter((count) => count === counts[0]).length / Math.max(1, counts.length)
    const score = least > 1 ? least * alike * 10 : (Math.max(1, ...counts) - 1) * alike
    if (score > most) [best, most] = [separator, score]
  }
  return best
}

/** At most so many rows are read. */
export function cells(text: string, separator: string, most = Infinity): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  const endRow = () => {
    row.push(cell)
    cell = ''
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  for (let at = 0; at < text.length && rows.length < most; at += 1) {
    const letter = text[at]
    if (quoted) {
      if (letter !== '"') cell += letter
      else if (text[at + 1] === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (letter === '"' && cell === '') quoted = true
    else if (letter === separator) {
      row.push(cell)
      cell = ''
    } else if (letter === '\n') endRow()
    else if (letter !== '\r') cell += letter
  }
  if (rows.length < most && (cell !== '' || row.length > 0)) endRow()
  return rows
}
