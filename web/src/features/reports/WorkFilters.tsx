// What narrows a report of formal work: the values that there are, asked of the report that counts them once somebody looks.
import '~/theme/late.css'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { reportQuery } from '~/api/queries/reports'
import type { ReportFilter } from '~/api/types'
import { FacetFilter } from '~/features/register'
import { FilterFold, Toolbar } from '~/ui'
import { narrowed, narrowing, type Only, onlyOf, type ReportSearch } from './question'

export function WorkFilters({
  at,
  filters,
  search,
  onSearch,
}: {
  at: At
  filters: ReportFilter[]
  search: ReportSearch
  onSearch: (search: ReportSearch) => void
}) {
  const { t } = useTranslation('reports')
  const only = onlyOf(search)
  const count = Object.keys(only).length
  return (
    <Toolbar>
      <FilterFold count={count}>
        {filters.map((filter) => (
          <Filter key={filter.key} at={at} filter={filter} only={only} onChosen={(codes) => onSearch(narrowing(search, filter.key, codes))} />
        ))}
      </FilterFold>
      {count > 0 && (
        <Button size="xs" variant="subtle" color="gray" onClick={() => onSearch(narrowed(search, {}))}>
          {t('clear')}
        </Button>
      )}
    </Toolbar>
  )
}

function Filter({ at, filter, only, onChosen }: { at: At; filter: ReportFilter; only: Only; onChosen: (codes: string[]) => void }) {
  const { t } = useTranslation('reports')
  const chosen = only[filter.key] ?? []
  const [looking, setLooking] = useState(false)
  const question = { metric: filter.told_by, group_by: [filter.by], from: null, to: null, query: {} }
  // A name is needed for what is chosen already.
  const values = useQuery({ ...reportQuery(at, question), enabled: looking || chosen.length > 0, staleTime: 60_000 })
  const choices = (values.data?.rows ?? []).flatMap(({ code, label, count }) =>
    code === null ? [] : [{ value: code, label: code === '' ? label || t('none') : label, count }],
  )
  return <FacetFilter label={filter.label} choices={choices} chosen={chosen} onChosen={onChosen} onOpen={() => setLooking(true)} />
}
