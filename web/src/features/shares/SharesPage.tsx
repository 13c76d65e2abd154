// All guest links of a project.
import { useWords } from '~/lib/words'
import { Select } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { Page, PageHeader, Toolbar } from '~/ui'
import { GuestShareList } from './GuestShareList'

const STATES = ['active', 'expired', 'exhausted', 'suspended', 'revoked'] as const

export function SharesPage({
  at,
  state,
  onState,
}: {
  at: At
  state: string | undefined
  onState: (state: string | undefined) => void
}) {
  const { t } = useTranslation('shares')
  const words = useWords()
  return (
    <Page>
      <PageHeader title={t('title')} />
      <Toolbar>
        <Select
          w={180}
          clearable
          aria-label={t('filterState')}
          placeholder={t('filterState')}
          data={STATES.map((code) => ({ value: code, label: words('shareState', code) }))}
          value={state ?? null}
          onChange={(value) => onState(value ?? undefined)}
        />
      </Toolbar>
      <GuestShareList at={at} filter={state ? { state } : {}} />
    </Page>
  )
}
