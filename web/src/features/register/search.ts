// The register's filters as they stand in the address, and as the API wants them.
import type { DocumentFilter } from '~/api/types'
import type { Sort } from '~/ui'

export type RegisterSearch = {
  q?: string | undefined
  status?: string | undefined
  document_type?: string | undefined
  discipline?: string | undefined
  mine?: string | undefined
  pending?: string | undefined
  restricted?: string | undefined
  sort?: string | undefined
  open?: string | undefined
  tab?: string | undefined
}

const one = (value: string | undefined) => (value ? [value] : undefined)
const on = (value: string | undefined) => (value === 'true' ? true : undefined)

export const toFilter = (search: RegisterSearch): DocumentFilter => ({
  q: search.q,
  status: one(search.status),
  document_type: one(search.document_type),
  discipline: one(search.discipline),
  mine: on(search.mine),
  pending: on(search.pending),
  restricted: on(search.restricted),
  sort: search.sort,
})

/** The same without what does not change the number of rows. */
export function toCount(search: RegisterSearch): DocumentFilter {
  return { ...toFilter(search), sort: undefined }
}

export const isFiltered = (search: RegisterSearch) =>
  Boolean(
    search.q ||
      search.status ||
      search.document_type ||
      search.discipline ||
      search.mine ||
      search.pending ||
      search.restricted,
  )

export const cleared = (search: RegisterSearch): RegisterSearch => ({ sort: search.sort })

export function readSort(text: string | undefined): Sort | undefined {
  if (!text) return undefined
  return text.startsWith('-') ? { key: text.slice(1), descending: true } : { key: text, descending: false }
}

export const writeSort = (sort: Sort) => (sort.descending ? `-${sort.key}` : sort.key)
