// The project's people: team, invitations, groups, overrides.
import { Tabs } from '@mantine/core'
import '~/theme/late.css'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { type At, projectQuery } from '~/api/queries/project'
import { Page, PageHeader } from '~/ui'
import { Groups } from './Groups'
import { Invitations } from './Invitations'
import { Overrides } from './Overrides'
import classes from './people.module.css'
import { Team } from './Team'

export type TeamSearch = { tab?: string | undefined; q?: string | undefined }

export function TeamPage({ at, search, onSearch }: { at: At; search: TeamSearch; onSearch: (search: TeamSearch) => void }) {
  const { t } = useTranslation('people')
  const { data: project } = useSuspenseQuery(projectQuery(at))
  const mayManage = may(project.abilities, 'project.members', 'membership.manage')
  const mayInvite = may(project.abilities, 'invitation.manage')
  const open = { invitations: may(project.abilities, 'invitation.list'), overrides: mayManage }
  const tabs = (['team', 'invitations', 'groups', 'overrides'] as const).filter((key) => open[key as 'overrides'] ?? true)
  const tab = tabs.find((key) => key === search.tab) ?? 'team'
  return (
    <Page>
      <PageHeader title={t('title')} />
      <Tabs value={tab} onChange={(value) => onSearch({ tab: value ?? undefined })} className={classes['tabs'] ?? ''}>
        <Tabs.List px="lg">
          {tabs.map((key) => (
            <Tabs.Tab key={key} value={key}>
              {t(`tabs.${key}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="team" className={classes['panel'] ?? ''}>
          {tab === 'team' && <Team at={at} search={search} onSearch={onSearch} mayManage={mayManage} mayInvite={mayInvite} />}
        </Tabs.Panel>
        {open.invitations && (
          <Tabs.Panel value="invitations" className={classes['panel'] ?? ''}>
            {tab === 'invitations' && <Invitations org={at.org} at={at} mayInvite={mayInvite} />}
          </Tabs.Panel>
        )}
        <Tabs.Panel value="groups" className={classes['panel'] ?? ''}>
          {tab === 'groups' && <Groups at={at} mayManage={mayManage} />}
        </Tabs.Panel>
        {mayManage && (
          <Tabs.Panel value="overrides" className={classes['panel'] ?? ''}>
            {tab === 'overrides' && <Overrides at={at} />}
          </Tabs.Panel>
        )}
      </Tabs>
    </Page>
  )
}
