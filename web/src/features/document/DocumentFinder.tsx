// Finds documents by number or title and hands on one after the other.
import { Select } from '@mantine/core'
import '~/theme/late.css'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { findDocuments, registerKey } from '~/api/queries/register'
import type { DocumentRow } from '~/api/types'

export function DocumentFinder({
  at,
  label,
  description,
  taken,
  onAdd,
  error,
}: {
  at: At
  label: string
  description?: string
  /** Documents that are not offered any more. */
  taken: string[]
  onAdd: (document: DocumentRow) => void
  error?: string | undefined
}) {
  const { t } = useTranslation('documents')
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text.replaceAll(/[()"]/g, ' ').trim(), 200)
  const found = useQuery({
    queryKey: [...registerKey(at), 'find', wanted],
    queryFn: ({ signal }) => findDocuments(at, wanted, signal),
    placeholderData: (old) => old,
    retry: false,
  })
  const known = new Set(taken)
  const offered = (found.data?.items ?? []).filter(({ id }) => !known.has(id))
  return (
    <Select
      label={label}
      description={description}
      placeholder={t('pendingQueue.findDocument')}
      searchable
      searchValue={text}
      onSearchChange={setText}
      filter={({ options }) => options}
      nothingFoundMessage={found.isFetching ? undefined : t('noneFound')}
      data={offered.map(({ id, number, title, revision }) => ({ value: id, label: `${number} · ${title} · ${revision.code}` }))}
      value={null}
      onChange={(id) => {
        const row = offered.find((one) => one.id === id)
        if (row) onAdd(row)
        setText('')
      }}
      error={error}
    />
  )
}
