// The organisation's people: members, invitations, companies.
import { Tabs } from '@mantine/core'
import '~/theme/late.css'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { organisationQuery } from '~/api/queries/organisation'
import { Page, PageHeader } from '~/ui'
import { Companies } from './Companies'
import { Invitations } from './Invitations'
import { Members } from './Members'
import classes from './people.module.css'

export type PeopleSearch = {
  tab?: string | undefined
  q?: string | undefined
  role?: string | undefined
  status?: string | undefined
}

const TABS = ['members', 'invitations', 'companies'] as const

export function PeoplePage({
  org,
  search,
  onSearch,
}: {
  org: string
  search: PeopleSearch
  onSearch: (search: PeopleSearch) => void
}) {
  const { t } = useTranslation('people')
  const { data: organisation } = useSuspenseQuery(organisationQuery(org))
  const tab = TABS.find((key) => key === search.tab) ?? 'members'
  const mayInvite = may(organisation.abilities, 'member.invite')
  return (
    <Page>
      <PageHeader title={t('title')} />
      <Tabs value={tab} onChange={(value) => onSearch({ tab: value ?? undefined })} className={classes['tabs'] ?? ''}>
        <Tabs.List px="lg">
          {TABS.map((key) => (
            <Tabs.Tab key={key} value={key}>
              {t(`tabs.${key}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="members" className={classes['panel'] ?? ''}>
          {tab === 'members' && <Members org={org} search={search} onSearch={onSearch} mayInvite={mayInvite} />}
        </Tabs.Panel>
        <Tabs.Panel value="invitations" className={classes['panel'] ?? ''}>
          {tab === 'invitations' && <Invitations org={org} mayInvite={mayInvite} />}
        </Tabs.Panel>
        <Tabs.Panel value="companies" className={classes['panel'] ?? ''}>
          {tab === 'companies' && <Companies org={org} mayManage={may(organisation.abilities, 'company.manage')} />}
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
