// Courtesies around the search language. What a search means, and whether it can be read, the server says.
import { toUnits } from './characters'

/** Typed so far, but plainly not yet to its end: an open phrase or bracket, a field without its value, an operator last. */
export function unfinished(text: string): boolean {
  const outside = text.replaceAll(/"[^"]*"/g, '""')
  if (outside.split('"').length % 2 === 0) return true
  const count = (sign: string) => outside.split(sign).length
  return count('(') > count(')') || /(^|[\s(-])([\p{L}\p{N}_-]+:|AND|OR|NOT|-)\s*$/u.test(outside)
}

/** The sentence of the server and the place at its end, from 0; the sentence alone when it names no place. */
export function readFlaw(said: string): { message: string; position?: number } {
  const found = /^(.*) \(at character (\d+)\)$/s.exec(said)
  return found ? { message: found[1] ?? said, position: Number(found[2]) - 1 } : { message: said }
}

/** The text before, at and behind a place given in characters; without a length the place is the word that begins there. */
export function around(text: string, position: number, length?: number): { before: string; part: string; after: string } {
  const start = toUnits(text, position)
  const rest = text.slice(start)
  const part = length === undefined ? (/^[()"]|^[^\s()]+/u.exec(rest)?.[0] ?? '') : rest.slice(0, toUnits(rest, length))
  return { before: text.slice(0, start), part, after: rest.slice(part.length) }
}
