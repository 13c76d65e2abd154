// Who is in the project, in what role, until when.
import { spoken, useWords } from '~/lib/words'
import { Button, Group } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { lazily } from '~/lib/lazily'
import { useTranslation } from 'react-i18next'
import { refusal } from '~/api/abilities'
import type { Membership } from '~/api/types'
import { useListing } from '~/api/paging'
import { type At, endFullRegister, endMembership, listMemberships, membershipsKey } from '~/api/queries/project'
import { ReasonDialog } from '~/features/shares'
import { type Action, ActionMenu, type Column, DataTable, EmptyState, OutsideMark, SearchField, toast, toastError, Toolbar, useDialog, When } from '~/ui'
import type { TeamSearch } from './TeamPage'

const AddToTeam = lazily(() => import('./team-dialogs'), 'AddToTeam')
const ChangeMembership = lazily(() => import('./team-dialogs'), 'ChangeMembership')
const ProjectInviteDialog = lazily(() => import('./ProjectInviteDialog'), 'ProjectInviteDialog')
const FullRegisterDialog = lazily(() => import('./team-dialogs'), 'FullRegisterDialog')

export function Team({
  at,
  search,
  onSearch,
  mayManage,
  mayInvite,
}: {
  at: At
  search: TeamSearch
  onSearch: (search: TeamSearch) => void
  mayManage: boolean
  mayInvite: boolean
}) {
  const { t } = useTranslation('people')
  const words = useWords()
  const client = useQueryClient()
  const open = useDialog()
  const listing = useListing<Membership>({
    key: [...membershipsKey(at), { q: search.q }],
    load: listMemberships(at, search.q),
  })
  const changed = async (message: string) => {
    await client.invalidateQueries({ queryKey: membershipsKey(at) })
    toast(message)
  }
  const actions = (membership: Membership): Action[] => {
    const name = membership.person.name
    const not = (ability: string) => refusal(membership.abilities, ability, t('member.refused'))
    const list: Action[] = [
      {
        id: 'change',
        label: t('team.change'),
        refusal: not('membership.change'),
        run: () => open((close) => <ChangeMembership at={at} membership={membership} onClose={close} />),
      },
    ]
    if (membership.full_register) {
      list.push({
        id: 'register-end',
        label: t('team.fullRegisterEnd'),
        refusal: not('full_register.grant'),
        run: () =>
          void endFullRegister(at, membership.id).then(() => changed(t('team.fullRegisterEnded', { name })), toastError),
      })
    } else if (membership.role === 'external') {
      list.push({
        id: 'register',
        label: t('team.fullRegister'),
        refusal: not('full_register.grant'),
        run: () => open((close) => <FullRegisterDialog at={at} membership={membership} onClose={close} />),
      })
    }
    list.push({
      id: 'end',
      label: t('team.end'),
      danger: true,
      refusal: not('membership.end'),
      run: () =>
        open((close) => (
          <ReasonDialog
            title={t('team.endTitle', { name })}
            text={t('team.endText')}
            submit={t('team.end')}
            onClose={close}
            onSubmit={async (reason) => {
              await endMembership(at, membership.id, reason)
              await changed(t('team.ended', { name }))
            }}
          />
        )),
    })
    return list
  }
  const menu = (membership: Membership) =>
    mayManage && <ActionMenu actions={actions(membership)} label={membership.person.name} />
  const name = ({ person }: Membership) => (
    <>
      {person.outside && <OutsideMark />} {person.name}
    </>
  )
  const role = (membership: Membership) =>
    membership.label ? `${spoken(membership.label)} (${words('projectRole', membership.role)})` : words('projectRole', membership.role)
  const columns: Column<Membership>[] = [
    { key: 'name', header: t('columns.name'), width: 'minmax(160px, 1fr)', cell: name },
    { key: 'company', header: t('columns.company'), width: 'minmax(120px, 180px)', cell: ({ person }) => person.company?.name },
    { key: 'role', header: t('columns.role'), width: 'minmax(190px, 240px)', cell: (membership) => <span title={role(membership)}>{role(membership)}</span> },
    {
      key: 'groups',
      header: t('columns.groups'),
      width: 'minmax(120px, 180px)',
      drop: 3,
      cell: (membership) => membership.groups.map((group) => group.name).join(', '),
    },
    {
      key: 'register',
      header: t('columns.register'),
      width: '150px',
      drop: 2,
      cell: ({ full_register }) =>
        full_register && (
          <>
            {t('team.until')} <When at={full_register.until} />
          </>
        ),
    },
    { key: 'since', header: t('columns.since'), width: '128px', drop: 4, cell: (membership) => <When at={membership.granted_at} /> },
    { key: 'ends', header: t('columns.ends'), width: '116px', cell: (membership) => <When at={membership.ends_at} empty="noEnd" /> },
    { key: 'more', header: t('columns.more'), width: '52px', quiet: true, align: 'end', cell: menu },
  ]
  const add = (mayManage || mayInvite) && (
    <Group gap="xs">
      {mayInvite && (
        <Button variant="default" onClick={() => open((close) => <ProjectInviteDialog at={at} onClose={close} />)}>
          {t('invite.button')}
        </Button>
      )}
      {mayManage && <Button onClick={() => open((close) => <AddToTeam at={at} onClose={close} />)}>{t('team.add')}</Button>}
    </Group>
  )
  return (
    <>
      <Toolbar action={add}>
        <SearchField label={t('search')} value={search.q ?? ''} onChange={(q) => onSearch({ ...search, q: q || undefined })} />
      </Toolbar>
      <DataTable
        label={t('tabs.team')}
        columns={columns}
        {...listing}
        getId={(membership) => membership.id}
        rowLabel={(membership) => membership.person.name}
        phone={(membership) => ({
          first: (
            <>
              <strong>{name(membership)}</strong> {menu(membership)}
            </>
          ),
          second: (
            <>
              <span>{role(membership)}</span> <span>{membership.person.company?.name}</span>
            </>
          ),
        })}
        empty={<EmptyState title={search.q ? t('emptyFilter') : t('team.empty')} action={search.q ? undefined : add} />}
      />
    </>
  )
}
