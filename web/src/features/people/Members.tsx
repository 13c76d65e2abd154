// Everybody of the organisation.
import { useWords } from '~/lib/words'
import { Button, Select } from '@mantine/core'
import '~/theme/late.css'
import { lazily } from '~/lib/lazily'
import { useTranslation } from 'react-i18next'
import { refusal } from '~/api/abilities'
import type { Member } from '~/api/types'
import { useListing } from '~/api/paging'
import { listMembers, membersKey } from '~/api/queries/organisation'
import { type Action, ActionMenu, type Column, DataTable, EmptyState, SearchField, StatusChip, Toolbar, useDialog, When } from '~/ui'
import type { PeopleSearch } from './PeoplePage'

const InviteDialog = lazily(() => import('./InviteDialog'), 'InviteDialog')
const DeactivateDialog = lazily(() => import('./member-dialogs'), 'DeactivateDialog')
const EditMemberDialog = lazily(() => import('./member-dialogs'), 'EditMemberDialog')
const ReactivateDialog = lazily(() => import('./member-dialogs'), 'ReactivateDialog')
const RoleDialog = lazily(() => import('./member-dialogs'), 'RoleDialog')

const ROLES = ['org_admin', 'org_manager', 'member', 'workflow_responder'] as const

export function Members({
  org,
  search,
  onSearch,
  mayInvite,
}: {
  org: string
  search: PeopleSearch
  onSearch: (search: PeopleSearch) => void
  mayInvite: boolean
}) {
  const { t } = useTranslation('people')
  const words = useWords()
  const open = useDialog()
  const filter = { q: search.q, role: search.role, status: search.status }
  const listing = useListing<Member>({ key: membersKey(org, filter), load: listMembers(org, filter) })
  const actions = (member: Member): Action[] => {
    const not = (ability: string) => refusal(member.abilities, ability, t('member.refused'))
    return [
      {
        id: 'edit',
        label: t('member.edit'),
        refusal: not('member.edit'),
        run: () => open((close) => <EditMemberDialog org={org} member={member} onClose={close} />),
      },
      {
        id: 'role',
        label: t('member.changeRole'),
        refusal: not('member.change_role'),
        run: () => open((close) => <RoleDialog org={org} member={member} onClose={close} />),
      },
      member.status === 'active'
        ? {
            id: 'deactivate',
            label: t('member.deactivate'),
            danger: true,
            refusal: not('member.deactivate'),
            run: () => open((close) => <DeactivateDialog org={org} member={member} onClose={close} />),
          }
        : {
            id: 'reactivate',
            label: t('member.reactivate'),
            refusal: not('member.deactivate'),
            run: () => open((close) => <ReactivateDialog org={org} member={member} onClose={close} />),
          },
    ]
  }
  const menu = (member: Member) => <ActionMenu actions={actions(member)} label={member.name} />
  const status = (member: Member) => (
    <StatusChip tone={member.status === 'active' ? 'quiet' : 'neutral'}>{words('memberStatus', member.status)}</StatusChip>
  )
  const columns: Column<Member>[] = [
    { key: 'name', header: t('columns.name'), width: 'minmax(160px, 1fr)', cell: (member) => member.name },
    { key: 'email', header: t('columns.email'), width: 'minmax(220px, 1.2fr)', cell: (member) => <span title={member.email}>{member.email}</span> },
    { key: 'company', header: t('columns.company'), width: 'minmax(150px, 220px)', drop: 2, cell: (member) => <span title={member.company?.name}>{member.company?.name}</span> },
    { key: 'role', header: t('columns.role'), width: '170px', cell: (member) => words('organisationRole', member.role) },
    { key: 'projects', header: t('columns.projects'), width: '80px', align: 'end', cell: (member) => member.projects_count },
    { key: 'active', header: t('columns.active'), width: '120px', drop: 1, cell: (member) => <When at={member.last_active_at} /> },
    { key: 'status', header: t('columns.status'), width: '110px', cell: status },
    { key: 'more', header: t('columns.more'), width: '52px', quiet: true, align: 'end', cell: menu },
  ]
  const invite = mayInvite && (
    <Button onClick={() => open((close) => <InviteDialog org={org} onClose={close} />)}>{t('invite.button')}</Button>
  )
  return (
    <>
      <Toolbar action={invite}>
        <SearchField label={t('search')} value={search.q ?? ''} onChange={(q) => onSearch({ ...search, q: q || undefined })} />
        <Select
          w={180}
          clearable
          aria-label={t('filters.role')}
          placeholder={t('filters.role')}
          data={ROLES.map((role) => ({ value: role, label: words('organisationRole', role) }))}
          value={search.role ?? null}
          onChange={(role) => onSearch({ ...search, role: role ?? undefined })}
        />
        <Select
          w={150}
          clearable
          aria-label={t('filters.status')}
          placeholder={t('filters.status')}
          data={(['active', 'deactivated'] as const).map((code) => ({ value: code, label: words('memberStatus', code) }))}
          value={search.status ?? null}
          onChange={(code) => onSearch({ ...search, status: code ?? undefined })}
        />
      </Toolbar>
      <DataTable
        label={t('tabs.members')}
        columns={columns}
        {...listing}
        getId={(member) => member.id}
        rowLabel={(member) => member.name}
        phone={(member) => ({
          first: (
            <>
              <strong>{member.name}</strong> {status(member)} {menu(member)}
            </>
          ),
          second: (
            <>
              <span>{words('organisationRole', member.role)}</span> <span>{member.company?.name}</span>
            </>
          ),
        })}
        empty={
          search.q || search.role || search.status ? (
            <EmptyState title={t('emptyFilter')} />
          ) : (
            <EmptyState title={t('empty')} action={invite}>
              {t('emptyText')}
            </EmptyState>
          )
        }
      />
    </>
  )
}
