// Which documents of a draft are ticked for whom: everything is, until somebody unticks it.
import { keyOf, type Named, type Sheet } from './draft'

type Document = Pick<Sheet, 'document_id'>

export const isTicked = ({ without }: Named, { document_id }: Document) => !without?.includes(document_id)

/** Of these documents for these entries: how many ticks there could be, and how many there are. */
export function tally(entries: Named[], documents: Document[]): { of: number; ticked: number } {
  const ticked = entries.reduce((sum, entry) => sum + documents.filter((one) => isTicked(entry, one)).length, 0)
  return { of: entries.length * documents.length, ticked }
}

/** The entries once these documents are ticked for those that are meant, or not any more. */
export function tick(entries: Named[], meant: Named[], documents: Document[], on: boolean): Named[] {
  const keys = new Set(meant.map(keyOf))
  const ids = documents.map(({ document_id }) => document_id)
  return entries.map((entry) => {
    if (!keys.has(keyOf(entry))) return entry
    const others = (entry.without ?? []).filter((id) => !ids.includes(id))
    return { ...entry, without: on ? others : [...others, ...ids] }
  })
}
