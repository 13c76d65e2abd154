// The invitation field: one person a line, address first, in any of the forms people paste.
import { Problem } from '~/lib/problem'

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

/** The people named; a line that names nobody is a mistake beside the field. */
export function namedPeople(text: string, said: (line: number) => string): Invitee[] {
  const { people, wrong } = readLines(text)
  if (wrong) throw new Problem(422, 'invalid', said(wrong), { people: said(wrong) })
  return people
}

/** The server speaks of invitations[3].email; here all of them are lines of one field. */
export function namingPeople(error: unknown): unknown {
  if (!(error instanceof Problem)) return error
  const fields: Record<string, string> = {}
  for (const [field, message] of Object.entries(error.fields)) {
    const name = field.startsWith('invitations')
      ? 'people'
      : field.startsWith('memberships')
        ? field.endsWith('ends_on')
          ? 'ends_on'
          : 'projects'
        : field
    fields[name] ??= message
  }
  return new Problem(error.status, error.code, error.message, fields, error.requestId)
}
