// How a person is named beside a document: with the company they came from.
import { useTranslation } from 'react-i18next'
import type { PersonRef } from '~/api/types'

export function usePersonName() {
  const { t } = useTranslation('documents')
  return (person: PersonRef | null | undefined) =>
    person?.company ? t('revision.from', { name: person.name, company: person.company.name }) : (person?.name ?? '')
}
