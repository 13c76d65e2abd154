// Text files made ready to be shown: which kind, which lines, and where a searched word stands in them.
import type { Encoding } from '~/lib/decode'

export type TextKind = 'text' | 'table' | 'json'

const KINDS: Record<string, TextKind> = {
  txt: 'text',
  log: 'text',
  md: 'text',
  xml: 'text',
  yaml: 'text',
  yml: 'text',
  ini: 'text',
  ifc: 'text',
  csv: 'table',
  tsv: 'table',
  json: 'json',
  geojson: 'json',
}

/** How a file is shown as text, if it is one. */
export function textKind(filename: string, mediaType: string): TextKind | undefined {
  const ending = /\.([^.]+)$/.exec(filename.toLowerCase())?.[1] ?? ''
  const known = KINDS[ending]
  if (known) return known
  if (mediaType === 'text/csv') return 'table'
  return mediaType === 'text/plain' ? 'text' : undefined
}

/** As much of a file as is fetched and shown. */
export const MOST = 2 * 1024 * 1024
/** Longer lines are folded here, so that a file of one line stays light. */
export const LONGEST = 1_000

export type Piece = { bytes: Uint8Array; total: number }
export type Read = { text: string; encoding: Encoding }
/** A line as drawn: its number where it begins, none where it goes on. */
export type Line = { number: number | undefined; text: string }

/** The beginning of a file. */
export async function fetchText(url: string, signal: AbortSignal): Promise<Piece> {
  const answer = await fetch(url, { credentials: 'same-origin', signal, headers: { Range: `bytes=0-${MOST - 1}` } })
  // An empty file has no first byte to ask for.
  if (answer.status === 416) return { bytes: new Uint8Array(0), total: 0 }
  if (!answer.ok) throw new Error(String(answer.status))
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const total = Number(/\/(\d+)$/.exec(answer.headers.get('Content-Range') ?? '')?.[1] ?? bytes.length)
  return { bytes: bytes.subarray(0, MOST), total }
}

export function toLines(text: string): Line[] {
  const lines: Line[] = []
  let number = 0
  for (const line of text.split(/\r\n|\n|\r/)) {
    number += 1
    for (let at = 0; at === 0 || at < line.length; at += LONGEST) {
      lines.push({ number: at === 0 ? number : undefined, text: line.slice(at, at + LONGEST) })
    }
  }
  // The end of the last line is no line of its own.
  if (lines.length > 1 && lines.at(-1)?.text === '') lines.pop()
  return lines
}

/** JSON with every value on a line of its own; as it stands when it is none. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return text
  }
}

export type Match = { row: number; cell: number; from: number; to: number }

/** Places of a text in rows of cells, small and capital letters alike; no more than `most`. */
export function matches(rows: string[][], query: string, most = 10_000): Match[] {
  const wanted = query.toLowerCase()
  const found: Match[] = []
  if (wanted.trim() === '') return found
  for (const [row, cells] of rows.entries()) {
    for (const [cell, text] of cells.entries()) {
      const plain = text.toLowerCase()
      // A letter that changes its length when made small would shift the places behind it.
      if (plain.length !== text.length) continue
      for (let from = plain.indexOf(wanted); from >= 0; from = plain.indexOf(wanted, from + wanted.length)) {
        found.push({ row, cell, from, to: from + wanted.length })
        if (found.length >= most) return found
      }
    }
  }
  return found
}
