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

/** The columns with the widths that were dragged. */
export function sized<Column extends Track & { key: string }>(columns: Column[], widths: Record<string, number> | undefined): Column[] {
  if (!widths) return columns
  return columns.map((column) => {
    const width = widths[column.key]
    return width === undefined ? column : { ...column, width: `${width}px`, wish: width }
  })
}

export type Choosable = Track & {
  key: string
  /** Not shown until it is chosen. */
  optional?: boolean
  /** Stands first or last whatever is chosen, and cannot be taken away. */
  pinned?: 'start' | 'end'
}

/** The columns to draw: those chosen, in that order, or those that are shown by themselves. */
export function arranged<Column extends Choosable>(columns: Column[], chosen: readonly string[] | undefined): Column[] {
  if (!chosen) return columns.filter((column) => !column.optional)
  const middle = chosen.flatMap((key) => {
    const column = columns.find((one) => one.key === key && !one.pinned)
    // Whoever chose a column wants to see it, and scrolls sideways for it.
    return column ? [without(column)] : []
  })
  return [...columns.filter(({ pinned }) => pinned === 'start'), ...middle, ...columns.filter(({ pinned }) => pinned === 'end')]
}

function without<Column extends Track>(column: Column): Column {
  const kept = { ...column }
  delete kept.drop
  return kept
}

const LETTER = 9.6

/** A track for document numbers: as wide as the longest of them, within reason. */
export function numberWidth(numbers: string[], marked = false, folding = false): string {
  const longest = numbers.reduce((most, number) => Math.max(most, number.length), 8)
  return `${Math.ceil(Math.min(longest, 28) * LETTER) + (marked ? 42 : 24) + (folding ? 22 : 0)}px`
}
