// What a saved view keeps of the register's address, and the address that shows a view.
import type { ViewQuery } from '~/api/types'
import { FILTERS, type RegisterSearch, several, SIGN } from './search'

/** What a view keeps of the address. */
export function toView(search: RegisterSearch, columns: readonly string[] | undefined): ViewQuery {
  const filters: Record<string, string[]> = {}
  for (const key of FILTERS) {
    const values = several(search[key])
    if (values.length > 0) filters[key] = values
  }
  return { q: search.q ?? '', filters, sort: search.sort ?? '', columns: [...(columns ?? [])] }
}

/** The address that shows a view. */
export function fromView(id: string, query: ViewQuery): RegisterSearch {
  const search: RegisterSearch = {
    view: id,
    q: query.q || undefined,
    sort: query.sort || undefined,
    cols: query.columns.join(SIGN) || undefined,
  }
  for (const key of FILTERS) {
    const values = query.filters[key]
    if (values?.length) search[key] = values.join(SIGN)
  }
  return search
}

/** Does the address show something else than the view keeps? */
export function differs(search: RegisterSearch, query: ViewQuery): boolean {
  const shown = toView(search, several(search.cols))
  const kept = toView(fromView('', query), query.columns)
  return JSON.stringify(shown) !== JSON.stringify(kept)
}
