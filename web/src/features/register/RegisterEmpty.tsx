// Why the register shows nothing: nothing is there, nothing matches, or the filters hide what the search finds.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { countQuery } from '~/api/queries/register'
import { EmptyState } from '~/ui'
import { cleared, hasFilters, isFiltered, type RegisterSearch } from './search'

export function RegisterEmpty({
  at,
  search,
  onSearch,
  external,
  names,
  action,
}: {
  at: At
  search: RegisterSearch
  onSearch: (search: RegisterSearch) => void
  external: boolean
  /** Whom somebody from outside can turn to. */
  names: string
  action: ReactNode
}) {
  const { t } = useTranslation('register')
  const { t: words } = useTranslation('documents')
  const hiding = Boolean(search.q) && hasFilters(search)
  const { data: found } = useQuery({ ...countQuery(at, search.q === undefined ? {} : { q: search.q }), enabled: hiding, placeholderData: undefined })
  if (!isFiltered(search)) {
    return (
      <EmptyState title={external ? t('emptyExternal') : t('empty')} action={action}>
        {external ? t('emptyExternalText') : t('emptyText')} {names && t('emptyExternalAsk', { names })}
      </EmptyState>
    )
  }
  const hidden = hiding && found !== undefined && found.count > 0 ? found : undefined
  return (
    <EmptyState
      title={hasFilters(search) ? t('emptyFilter') : t('emptySearch')}
      action={
        <Button variant="default" onClick={() => onSearch(hidden ? { ...cleared(search), q: search.q } : cleared(search))}>
          {hidden ? t('dropFilters') : words('filters.clear')}
        </Button>
      }
    >
      {hidden && (hidden.more ? t('emptyHiddenMore', { count: hidden.count }) : t('emptyHidden', { count: hidden.count }))}
    </EmptyState>
  )
}
