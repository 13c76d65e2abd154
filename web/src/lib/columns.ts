// How wide the columns of a table are, and which of them a narrow place can do without.

export type Track = {
  /** A grid track: "120px" or "minmax(200px, 1fr)". */
  width: string
  /** The width in pixels at which the column reads well; others make way for it. */
  wish?: number
  /** Columns with a number may be left out where room is short, the highest first. */
  drop?: number
}

/** The least width of a grid track in pixels. */
export const least = (width: string): number => Number(/([\d.]+)px/.exec(width)?.[1] ?? 0)

/** The columns that fit; those without `drop` stay whatever happens. */
export function fitting<Column extends Track>(columns: Column[], room: number): Column[] {
  if (room <= 0) return columns
  const kept = [...columns]
  const needed = () => kept.reduce((sum, { width, wish }) => sum + (wish ?? least(width)), 0)
  while (needed() > room) {
    const next = kept.reduce((worst, column, index) => ((column.drop ?? 0) > (kept[worst]?.drop ?? 0) ? index : worst), 0)
    if (!kept[next]?.drop) break
    kept.splice(next, 1)
  }
  return kept
}

const LETTER = 9.7

/** A track for document numbers: as wide as the longest of them, within reason. */
export function numberWidth(numbers: string[], marked = false): string {
  const longest = numbers.reduce((most, number) => Math.max(most, number.length), 8)
  return `${Math.ceil(Math.min(longest, 28) * LETTER) + (marked ? 42 : 24)}px`
}
