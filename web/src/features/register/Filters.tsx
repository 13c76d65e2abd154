// The register's filter bar. Every choice goes into the address.
import { useWords } from '~/lib/words'
import { Button, Chip, Select } from '@mantine/core'
import '~/theme/late.css'
import { useDisclosure, useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import type { Choice, DocumentOptions } from '~/api/types'
import { SearchField } from '~/ui'
import { cleared, isFiltered, type RegisterSearch } from './search'

const STATUSES = [
  'draft',
  'for_review',
  'under_review',
  'approved',
  'approved_with_comments',
  'rejected',
  'returned',
  'for_information',
  'superseded',
  'archived',
  'withdrawn',
] as const

export function Filters({
  search,
  onSearch,
  options,
}: {
  search: RegisterSearch
  onSearch: (search: RegisterSearch) => void
  options: DocumentOptions | undefined
}) {
  const { t } = useTranslation('documents')
  const words = useWords()
  // On a phone the list comes first; the filters unfold.
  const phone = useMediaQuery('(max-width: 48em)') ?? false
  const [unfolded, { toggle }] = useDisclosure(isFiltered({ ...search, q: undefined }))
  const pick = (key: 'status' | 'document_type' | 'discipline', label: string, data: { value: string; label: string }[]) => (
    <Select
      w={136}
      clearable
      searchable
      aria-label={label}
      placeholder={label}
      data={data}
      value={search[key] ?? null}
      onChange={(value) => onSearch({ ...search, [key]: value ?? undefined })}
    />
  )
  const choices = (list: Choice[] | undefined) => (list ?? []).map(({ code, label }) => ({ value: code, label }))
  const chip = (key: 'mine' | 'pending' | 'restricted') => (
    <Chip
      size="xs"
      radius="sm"
      checked={search[key] === 'true'}
      onChange={(checked) => onSearch({ ...search, [key]: checked ? 'true' : undefined })}
    >
      {t(`filters.${key}`)}
    </Chip>
  )
  return (
    <>
      <SearchField label={t('search')} value={search.q ?? ''} onChange={(q) => onSearch({ ...search, q: q || undefined })} />
      {phone && (
        <Button variant="default" aria-expanded={unfolded} onClick={toggle}>
          {t('filters.button')}
        </Button>
      )}
      {(!phone || unfolded) && (
        <>
          {pick(
        'status',
        t('filters.status'),
        STATUSES.map((code) => ({ value: code, label: words('status', code) })),
      )}
          {pick('document_type', t('filters.type'), choices(options?.document_type))}
          {pick('discipline', t('filters.discipline'), choices(options?.discipline))}
          {chip('mine')}
          {chip('pending')}
          {chip('restricted')}
        </>
      )}
      {isFiltered(search) && (
        <Button size="xs" variant="subtle" color="gray" onClick={() => onSearch(cleared(search))}>
          {t('filters.clear')}
        </Button>
      )}
    </>
  )
}
