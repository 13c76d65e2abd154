// Who was invited into the organisation or into one project, and what became of it.
import { useWords } from '~/lib/words'
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { lazily } from '~/lib/lazily'
import { useTranslation } from 'react-i18next'
import { refusal } from '~/api/abilities'
import type { Invitation } from '~/api/types'
import { useListing } from '~/api/paging'
import { invitationsKey, listInvitations, resendInvitation, revokeInvitation } from '~/api/queries/organisation'
import {
  type At,
  listProjectInvitations,
  projectInvitationsKey,
  resendProjectInvitation,
  revokeProjectInvitation,
} from '~/api/queries/project'
import { ActionMenu, type Column, DataTable, EmptyState, StatusChip, toast, toastError, Toolbar, useConfirm, useDialog, When } from '~/ui'

const InviteDialog = lazily(() => import('./InviteDialog'), 'InviteDialog')
const ProjectInviteDialog = lazily(() => import('./ProjectInviteDialog'), 'ProjectInviteDialog')

/** `at` names the project; without it the whole organisation is meant. */
export function Invitations({ org, at, mayInvite }: { org: string; at?: At; mayInvite: boolean }) {
  const { t } = useTranslation('people')
  const words = useWords()
  const client = useQueryClient()
  const confirm = useConfirm()
  const open = useDialog()
  const key = at ? projectInvitationsKey(at) : invitationsKey(org)
  const listing = useListing<Invitation>({ key, load: at ? listProjectInvitations(at) : listInvitations(org) })
  const refresh = () => client.invalidateQueries({ queryKey: key })
  const menu = (invitation: Invitation) => (
    <ActionMenu
      label={invitation.email}
      actions={[
        {
          id: 'resend',
          label: t('invite.resend'),
          refusal: refusal(invitation.abilities, 'invitation.resend', t('member.refused')),
          run: () =>
            void (at ? resendProjectInvitation(at, invitation.id) : resendInvitation(org, invitation.id)).then(() => {
              toast(t('invite.resent'))
              return refresh()
            }, toastError),
        },
        {
          id: 'revoke',
          label: t('invite.revoke'),
          danger: true,
          refusal: refusal(invitation.abilities, 'invitation.revoke', t('member.refused')),
          run: () =>
            void confirm({
              title: t('invite.revokeTitle', { email: invitation.email }),
              text: t('invite.revokeText'),
              action: t('invite.revoke'),
              danger: true,
              run: () => (at ? revokeProjectInvitation(at, invitation.id) : revokeInvitation(org, invitation.id)),
            }).then((done) => {
              if (!done) return
              toast(t('invite.revoked'))
              void refresh()
            }),
        },
      ]}
    />
  )
  const state = (invitation: Invitation) => (
    <StatusChip tone={invitation.state === 'accepted' ? 'done' : invitation.state === 'pending' ? 'neutral' : 'quiet'}>
      {words('invitationState', invitation.state)}
    </StatusChip>
  )
  const role = (one: Invitation) =>
    at ? one.memberships.map((offer) => words('projectRole', offer.role)).join(', ') : words('organisationRole', one.role)
  const columns: Column<Invitation>[] = [
    { key: 'email', header: t('columns.email'), width: 'minmax(230px, 1.4fr)', cell: (one) => <span title={one.email}>{one.email}</span> },
    { key: 'name', header: t('columns.name'), width: 'minmax(120px, 1fr)', cell: (one) => one.name },
    { key: 'role', header: t('columns.role'), width: '170px', cell: role },
    ...(at
      ? [{ key: 'company', header: t('columns.company'), width: 'minmax(120px, 1fr)', drop: 2, cell: (one: Invitation) => one.company?.name }]
      : [
          {
            key: 'projects',
            header: t('columns.projects'),
            width: 'minmax(120px, 1fr)',
            drop: 2,
            cell: (one: Invitation) => one.memberships.map((membership) => membership.project.name).join(', '),
          },
        ]),
    { key: 'by', header: t('columns.by'), width: '150px', drop: 3, cell: (one) => one.invited_by?.name },
    { key: 'expires', header: t('columns.expires'), width: '110px', cell: (one) => one.state === 'pending' && <When at={one.expires_at} /> },
    { key: 'state', header: t('columns.state'), width: '100px', cell: state },
    { key: 'more', header: t('columns.more'), width: '52px', quiet: true, align: 'end', cell: menu },
  ]
  const invite = mayInvite && (
    <Button onClick={() => open((close) => (at ? <ProjectInviteDialog at={at} onClose={close} /> : <InviteDialog org={org} onClose={close} />))}>
      {t('invite.button')}
    </Button>
  )
  return (
    <>
      <Toolbar action={invite} />
      <DataTable
        label={t('tabs.invitations')}
        columns={columns}
        {...listing}
        getId={(invitation) => invitation.id}
        rowLabel={(invitation) => invitation.email}
        phone={(invitation) => ({
          first: (
            <>
              <strong>{invitation.email}</strong> {state(invitation)} {menu(invitation)}
            </>
          ),
          second: (
            <>
              <span>{role(invitation)}</span>{' '}
              {invitation.state === 'pending' && <When at={invitation.expires_at} />}
            </>
          ),
        })}
        empty={<EmptyState title={t('invite.none')} action={invite} />}
      />
    </>
  )
}
