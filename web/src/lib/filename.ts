// Reading a document's number, revision and title out of the name of its file, as a first guess that
// people correct in the upload grid. The server decides what is acceptable.

export type Guess = { number: string; revision: string; title: string }

const REVISION =
  /[\s_-]*(?:[[(]\s*(?:rev(?:ision)?[\s._-]*)?|(?<![A-Za-z])rev(?:ision)?[\s._-]*)([A-Z]{1,2}|[PC]\d{1,3}|\d{1,3})[\])]?$/i
const PLAIN_REVISION = /[_\s-]([PC]\d{2,3})$/i

export function guess(filename: string): Guess {
  const stem = filename.replace(/\.[^.]+$/, '').trim()
  let rest = stem
  let revision = ''
  let title = ''

  // "A-101 - Ground floor plan", "A-101_Ground floor", "A-101 Ground floor": number first, then words.
  const split = /^([A-Za-z0-9]+(?:[-./][A-Za-z0-9]+)*)(?:\s+-\s+|\s+|_)(.+)$/.exec(rest)
  const words = split?.[2] ?? ''
  const looksLikeNumber = split?.[1] && /\d/.test(split[1])

  const take = (text: string) => {
    const match = REVISION.exec(text) ?? PLAIN_REVISION.exec(text)
    if (!match?.[1]) return text
    revision = match[1].toUpperCase()
    return text.slice(0, match.index)
  }

  if (looksLikeNumber && split?.[1]) {
    const whole = take(` ${words}`).trim()
    title = tidy(whole)
    rest = split[1]
    if (!revision) rest = take(rest)
  } else {
    rest = take(rest)
  }
  return { number: tidy(rest).replace(/\s+/g, '-').toUpperCase(), revision, title: title || tidy(rest) }
}

const tidy = (text: string) =>
  text
    .replace(/_+/g, ' ')
    .replace(/^[\s\-–]+|[\s\-–]+$/g, '')
    .replace(/\s{2,}/g, ' ')
