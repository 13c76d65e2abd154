// Finds one document of the project by number or title.
import { Select } from '@mantine/core'
import '~/theme/late.css'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { findDocuments, registerKey } from '~/api/queries/register'
import type { DocumentName } from '~/api/types'

export function DocumentSelect({
  at,
  label,
  description,
  value,
  known = [],
  without = [],
  required = false,
  onChange,
  error,
}: {
  at: At
  label: string
  description?: string
  value: string
  /** Likely ones, offered before anything is typed; the chosen one must be among them to be named at first. */
  known?: DocumentName[]
  without?: string[]
  required?: boolean
  onChange: (id: string, document: DocumentName | undefined) => void
  error?: string | undefined
}) {
  const { t } = useTranslation('documents')
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<DocumentName>()
  const [wanted] = useDebouncedValue(text, 200)
  const found = useQuery({
    queryKey: [...registerKey(at), 'find', wanted],
    queryFn: ({ signal }) => findDocuments(at, wanted.replaceAll(/[()"]/g, ' ').trim(), signal),
    placeholderData: (old) => old,
    retry: false,
  })
  const all = new Map<string, DocumentName>()
  for (const one of [...known, ...(chosen ? [chosen] : []), ...(found.data?.items ?? [])]) all.set(one.id, one)
  for (const id of without) all.delete(id)
  return (
    <Select
      label={label}
      description={description}
      placeholder={t('pendingQueue.findDocument')}
      required={required}
      searchable
      searchValue={text}
      onSearchChange={setText}
      nothingFoundMessage={t('noneFound')}
      filter={({ options }) => options}
      data={[...all.values()].map(({ id, number, title }) => ({ value: id, label: `${number} · ${title}` }))}
      value={value || null}
      onChange={(id) => {
        const document = id ? all.get(id) : undefined
        setChosen(document)
        onChange(id ?? '', document)
      }}
      error={error}
    />
  )
}
