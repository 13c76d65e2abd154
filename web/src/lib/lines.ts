// The lines of a table: its rows, and under those that are unfolded what folds out of them.

export type Line<Row, Child> =
  | { kind: 'row'; id: string; row: Row }
  | { kind: 'child'; id: string; row: Row; child: Child }
  /** What folds out is on its way. */
  | { kind: 'wait'; id: string; row: Row }

type Folding<Row, Child> = {
  has: (row: Row) => boolean
  open: ReadonlySet<string>
  lines: (row: Row) => Child[] | undefined
}

export function linesOf<Row, Child>(
  rows: readonly Row[],
  getId: (row: Row) => string,
  fold: Folding<Row, Child> | undefined,
): Line<Row, Child>[] {
  if (!fold || fold.open.size === 0) return rows.map((row) => ({ kind: 'row', id: getId(row), row }))
  return rows.flatMap((row): Line<Row, Child>[] => {
    const id = getId(row)
    const line = { kind: 'row', id, row } as const
    if (!fold.open.has(id) || !fold.has(row)) return [line]
    const children = fold.lines(row)
    return children === undefined
      ? [line, { kind: 'wait', id, row }]
      : [line, ...children.map((child) => ({ kind: 'child', id, row, child }) as const)]
  })
}
