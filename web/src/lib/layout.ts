// How a person has arranged a table, kept in this browser.
import { useLocalStorage } from '@mantine/hooks'

export type Layout = { columns?: string[] | undefined; widths?: Record<string, number>; comfortable?: boolean }

/** What was kept, as far as it makes sense: an older version of the app, or anybody, may have written it. */
export function readLayout(text: string | undefined): Layout {
  let kept: unknown
  try {
    kept = JSON.parse(text ?? '')
  } catch {
    return {}
  }
  if (typeof kept !== 'object' || kept === null) return {}
  const { columns, widths, comfortable } = kept as Record<string, unknown>
  const layout: Layout = {}
  if (Array.isArray(columns)) layout.columns = columns.filter((key): key is string => typeof key === 'string')
  if (typeof widths === 'object' && widths !== null) {
    layout.widths = Object.fromEntries(Object.entries(widths).filter(([, width]) => typeof width === 'number' && width > 0 && width < 2000))
  }
  if (comfortable === true) layout.comfortable = true
  return layout
}

/** The layout of a table for a person, and how to change it. */
export function useLayout(table: string, person: string | undefined): [Layout, (change: Layout) => void, () => void] {
  const [layout, set, remove] = useLocalStorage<Layout>({
    key: `wayleave.table.${table}.${person ?? ''}`,
    defaultValue: {},
    getInitialValueInEffect: false,
    deserialize: readLayout,
  })
  return [layout, (change) => set((old) => ({ ...old, ...change })), remove]
}
