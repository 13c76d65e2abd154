// Choosing of what is owed: one transmittal sends everything in it to everybody on it, so only people who are owed the same go together.
import type { Owed } from '~/api/types'
import type { Carried } from './draft'

/** Who holds it: a person, or an address of nobody in the project. */
export const holder = ({ person, email }: Owed) => person?.id ?? email ?? ''
export const owedId = (row: Owed) => `${holder(row)} ${row.document_id}`

/** Everything that somebody is owed together, by name. */
export const byPerson = (rows: Owed[]): Owed[] =>
  [...rows].sort((one, other) => key(one).localeCompare(key(other)) || one.number.localeCompare(other.number, undefined, { numeric: true }))
const key = (row: Owed) => `${row.name} ${holder(row)}`

/** The transmittal that sends these and nothing else; undefined when they do not fit into one. */
export function together(rows: Owed[]): Carried | undefined {
  const people = new Map<string, Owed>()
  const sheets = new Map<string, Owed>()
  for (const row of rows) {
    if (!holder(row)) return undefined
    people.set(holder(row), row)
    sheets.set(row.document_id, row)
  }
  if (rows.length === 0 || new Set(rows.map(owedId)).size !== people.size * sheets.size) return undefined
  return {
    recipients: [...people.values()].map(({ person, name, email }) => ({
      kind: person ? 'person' : 'address',
      id: person?.id ?? null,
      name,
      email: person ? null : (email ?? null),
      role: 'to',
      people: 1,
      missing: false,
      outside: person?.outside ?? false,
      ...(person?.company ? { company: person.company.name } : {}),
    })),
    documents: [...sheets.values()].map(({ document_id, number, title, revision_id, current }) => ({
      document_id,
      number,
      title,
      revision_id,
      revision: current,
      status: '',
      warnings: [],
    })),
  }
}
