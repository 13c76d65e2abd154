// What a rule of the review matrix looks at, and its codes in words.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { documentOptionsQuery } from '~/api/queries/register'
import type { ReviewCriteria } from '~/api/types'

export const CRITERIA = ['discipline', 'document_type', 'zone', 'package'] as const
export type Criterion = (typeof CRITERIA)[number]

/** The names of the fields, their choices, and a way to say a rule's criteria. */
export function useCriteria(at: At) {
  const { t } = useTranslation('workflows')
  const { t: words } = useTranslation('words')
  const { data: options } = useQuery(documentOptionsQuery(at))
  const field = (key: Criterion) => options?.fields.find((one) => one.key === key)
  const label = (key: Criterion) => field(key)?.label ?? words(`field.${key}`)
  const choices = (key: Criterion) => (field(key)?.options ?? []).map(({ code, label }) => ({ value: code, label: `${code} · ${label}` }))
  const code = (key: Criterion, code: string | null | undefined) => (code ? (field(key)?.options.find((one) => one.code === code)?.label ?? code) : t('matrix.any'))
  const say = (criteria: ReviewCriteria | undefined) => {
    const named = CRITERIA.filter((key) => criteria?.[key])
    if (named.length === 0) return t('matrix.everything')
    return named.map((key) => `${label(key)}: ${code(key, criteria?.[key])}`).join(', ')
  }
  return { label, choices, code, say }
}
