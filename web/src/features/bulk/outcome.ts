// What stands in the way of changing many documents: rows by their place, and what is wrong with all of them.

export type Wrong = { index: number; said: string }

const PLACE = /^ids\[(\d+)\](?:\.(.+))?$/

/** A value that is wrong for every document is the fault of the value, and belongs beside its field. */
export function wrongEverywhere(fields: Record<string, string>, count: number): Record<string, string> {
  const byField = new Map<string, string[]>()
  for (const [field, said] of Object.entries(fields)) {
    const name = PLACE.exec(field)?.[2]
    if (name) byField.set(name, [...(byField.get(name) ?? []), said])
  }
  const everywhere = [...byField].filter(([, said]) => said.length === count && new Set(said).size === 1)
  return Object.fromEntries(everywhere.map(([name, [said = '']]) => [name, said]))
}

/** The rows that stand in the way, in their order, each with one sentence. */
export function wrongRows(fields: Record<string, string>, count: number): Wrong[] {
  const everywhere = wrongEverywhere(fields, count)
  const rows = new Map<number, string>()
  for (const [field, said] of Object.entries(fields)) {
    const place = PLACE.exec(field)
    if (place?.[1] === undefined || (place[2] && place[2] in everywhere)) continue
    const index = Number(place[1])
    rows.set(index, rows.has(index) ? `${rows.get(index)} ${said}` : said)
  }
  return [...rows].map(([index, said]) => ({ index, said })).sort((a, b) => a.index - b.index)
}

/** The rows that nothing was said against. */
export const without = <Row>(rows: Row[], wrong: Wrong[]): Row[] => rows.filter((_, at) => !wrong.some(({ index }) => index === at))
