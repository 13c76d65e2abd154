// Finding words in the text of a page: small and capital letters, accents, line ends and hyphens do not matter.

/** A text made plain, and for each of its letters which character of the page it comes from. */
export type Folded = { text: string; at: number[] }
/** From the first character up to, not including, the last. */
export type Span = { from: number; to: number }

const MARKS = /\p{M}/gu
const SPACE = /\s/u
/** How PDF libraries write a hyphen that only breaks a line, and the soft hyphen itself. */
const BREAKS = new Set([0xfffe, 0xad, 0x02])

const plain = (letter: string) => letter.normalize('NFKD').replace(MARKS, '').toLowerCase()

/** Makes the characters of a page plain. A hyphen at the end of a line goes with the line end behind it. */
export function fold(codes: ArrayLike<number>): Folded {
  let text = ''
  const at: number[] = []
  let joining = false
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0
    if (BREAKS.has(code)) {
      joining = true
      continue
    }
    if (code === 0 || code > 0x10ffff) continue
    const letter = String.fromCodePoint(code)
    if (SPACE.test(letter)) {
      if (joining || text === '' || text.endsWith(' ')) continue
      text += ' '
      at.push(index)
      continue
    }
    joining = false
    const letters = plain(letter)
    text += letters
    for (let unit = 0; unit < letters.length; unit += 1) at.push(index)
  }
  return { text, at }
}

export const foldText = (text: string) => fold(Array.from(text, (letter) => letter.codePointAt(0) ?? 0)).text.trim()

/** Every place of the query in the page, none overlapping another. */
export function spans({ text, at }: Folded, query: string): Span[] {
  const wanted = foldText(query)
  if (wanted === '') return []
  const found: Span[] = []
  for (let start = text.indexOf(wanted); start >= 0; start = text.indexOf(wanted, start + wanted.length)) {
    const from = at[start] ?? 0
    found.push({ from, to: (at[start + wanted.length - 1] ?? from) + 1 })
  }
  return found
}
