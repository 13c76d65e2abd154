// The invitation field: one person a line, address first, in any of the forms people paste.

export type Invitee = { email: string; name: string }

/** The people named, or the number of the first line that names nobody. */
export function readLines(text: string): { people: Invitee[]; wrong?: number } {
  const people: Invitee[] = []
  const lines = text.split(/\r?\n/)
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim().replace(/[,;]$/, '')
    if (line === '') continue
    // "Dana Reyes <dana@x.example>" as mail programs copy it, else address first.
    const angled = /^(.*)<\s*([^\s<>]+@[^\s<>]+)\s*>$/.exec(line)
    const plain = /^([^\s,;<>]+@[^\s,;<>]+)[\s,;]*(.*)$/.exec(line)
    const email = angled?.[2] ?? plain?.[1]
    if (!email) return { people, wrong: index + 1 }
    const name = (angled?.[1] ?? plain?.[2] ?? '').trim().replace(/^"|"$/g, '')
    if (!people.some((person) => person.email.toLowerCase() === email.toLowerCase())) people.push({ email, name })
  }
  return { people }
}
