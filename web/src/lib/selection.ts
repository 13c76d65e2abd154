// A selection of rows by id. It is independent of which rows are loaded, so it survives paging,
// scrolling and sorting.

export type Selection = ReadonlySet<string>

export const nothing: Selection = new Set()

export function toggle(selection: Selection, id: string): Selection {
  const next = new Set(selection)
  if (!next.delete(id)) next.add(id)
  return next
}

export const union = (selection: Selection, ids: Iterable<string>): Selection =>
  new Set([...selection, ...ids])

export function without(selection: Selection, ids: Iterable<string>): Selection {
  const next = new Set(selection)
  for (const id of ids) next.delete(id)
  return next
}

/** The ids between two rows of the loaded list, both included, in list order. */
export function between(ids: readonly string[], from: number, to: number): string[] {
  const [low, high] = from < to ? [from, to] : [to, from]
  return ids.slice(Math.max(low, 0), high + 1)
}

/** State of the box in the header. */
export function coverage(selection: Selection, ids: readonly string[]): 'none' | 'some' | 'all' {
  const chosen = ids.filter((id) => selection.has(id)).length
  if (chosen === 0) return selection.size > 0 ? 'some' : 'none'
  return chosen === ids.length ? 'all' : 'some'
}
