// The transmittals of a project, what is owed to whom, and the project's distribution lists.
import { Button, Tabs } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { type At, projectQuery } from '~/api/queries/project'
import { transmittalMayQuery } from '~/api/queries/transmittals'
import { Page, PageHeader, useActions } from '~/ui'
import { Lists } from './Lists'
import { OwedList } from './OwedList'
import { SentList, type SentSearch } from './SentList'
import classes from './transmittals.module.css'

export type TransmittalsSearch = SentSearch & { tab?: string | undefined }

export { Acknowledged, State, stateTone } from './chips'

export function TransmittalsPage({ at, search, onSearch }: { at: At; search: TransmittalsSearch; onSearch: (search: TransmittalsSearch) => void }) {
  const { t } = useTranslation('transmittals')
  const navigate = useNavigate()
  const { data: project } = useSuspenseQuery(projectQuery(at))
  const { data: abilities } = useQuery(transmittalMayQuery(at))
  const prepares = may(abilities, 'transmittal.manage')
  const begin = () => void navigate({ to: '/o/$org/p/$project/transmittals/new', params: at })
  useActions(prepares ? [{ id: 'transmittal', label: t('new'), run: begin }] : [])
  const open = { owed: prepares || may(abilities, 'transmittal.drafts'), lists: may(project.abilities, 'team.view') }
  const tabs = (['sent', 'owed', 'lists'] as const).filter((key) => open[key as 'owed'] ?? true)
  const tab = tabs.find((key) => key === search.tab) ?? 'sent'
  const create = prepares && <Button onClick={begin}>{t('new')}</Button>
  return (
    <Page>
      <PageHeader title={t('title')} actions={tab !== 'lists' && create} />
      <Tabs value={tab} onChange={(value) => onSearch({ tab: value === 'sent' ? undefined : (value ?? undefined) })} className={classes['tabs'] ?? ''} keepMounted={false}>
        {tabs.length > 1 && (
          <Tabs.List px="lg">
            {tabs.map((key) => (
              <Tabs.Tab key={key} value={key}>
                {t(`tabs.${key}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        )}
        <Tabs.Panel value="sent" className={classes['panel'] ?? ''}>
          <SentList at={at} search={search} onSearch={onSearch} team={may(project.abilities, 'team.view')} drafts={prepares} create={create} />
        </Tabs.Panel>
        <Tabs.Panel value="owed" className={classes['panel'] ?? ''}>
          <OwedList at={at} />
        </Tabs.Panel>
        <Tabs.Panel value="lists" className={classes['scrolling'] ?? ''}>
          <Lists at={at} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
