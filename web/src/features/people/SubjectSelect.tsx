// Finds one person or company for a project by typing. Whoever may let people in finds everybody of the organisation.
import { Select } from '@mantine/core'
import '~/theme/late.css'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Subject } from '~/api/types'
import { type At, findSubjects, projectQuery } from '~/api/queries/project'
import { ErrorBox } from '~/ui'

export function SubjectSelect({
  at,
  kind,
  label,
  description,
  value,
  onChange,
  error,
  without,
  ...others
}: {
  at: At
  kind: 'person' | 'company'
  label: string
  description?: string
  value: string
  onChange: (id: string, subject: Subject | undefined) => void
  error: string | undefined
  /** Those who are not offered. */
  without?: (id: string) => boolean
  required?: boolean
  clearable?: boolean
  'data-autofocus'?: boolean
}) {
  const { t } = useTranslation('people')
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<Subject>()
  const said = (subject: Subject) =>
    [subject.name, kind === 'person' ? subject.detail : '', subject.outside ? t('outside') : ''].filter(Boolean).join(' · ')
  // What was chosen stands in the field as its text; that is not a search for it.
  const [wanted] = useDebouncedValue(chosen && text === said(chosen) ? '' : text, 200)
  const found = useQuery({
    queryKey: [...projectQuery(at).queryKey, 'subjects', kind, wanted],
    queryFn: async ({ signal }) => (await findSubjects(at, wanted, signal)).items.filter((subject) => subject.kind === kind),
    placeholderData: (old) => old,
  })
  const offered = (found.data ?? []).filter((subject) => !without?.(subject.id))
  const listed = chosen && !offered.some(({ id }) => id === chosen.id) ? [chosen, ...offered] : offered
  return (
    <>
      <Select
        {...others}
        label={label}
        description={description}
        searchable
        searchValue={text}
        onSearchChange={setText}
        // The server has searched already, in more than the label.
        filter={({ options }) => options}
        nothingFoundMessage={found.isFetching ? undefined : t('emptyFilter')}
        data={listed.map((subject) => ({ value: subject.id, label: said(subject) }))}
        value={value || null}
        onChange={(id) => {
          const subject = listed.find((one) => one.id === id)
          setChosen(subject)
          onChange(id ?? '', subject)
        }}
        error={error}
      />
      {found.error && <ErrorBox error={found.error} onRetry={() => void found.refetch()} />}
    </>
  )
}
