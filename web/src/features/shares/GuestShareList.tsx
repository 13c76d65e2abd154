// Guest links as a list: of a project, or of one document.
import { useWords } from '~/lib/words'
import { lazily } from '~/lib/lazily'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import type { GuestShare } from '~/api/types'
import { useListing } from '~/api/paging'
import type { At } from '~/api/queries/project'
import { guestSharesKey, listGuestShares } from '~/api/queries/register'
import { tone } from '~/lib/status'
import { ActionMenu, type Column, DataTable, EmptyState, StatusChip, useDialog, When } from '~/ui'
import { useGuestShareActions } from './actions'
import { SentLink } from './SentLink'

const LogDialog = lazily(() => import('./LogDialog'), 'LogDialog')

export function GuestShareList({
  at,
  filter,
  embedded = false,
}: {
  at: At
  filter: { document?: string; transmittal?: string; state?: string }
  embedded?: boolean
}) {
  const { t } = useTranslation('shares')
  const words = useWords()
  const open = useDialog()
  const actionsOf = useGuestShareActions(at)
  const listing = useListing<GuestShare>({ key: guestSharesKey(at, filter), load: listGuestShares(at, filter) })
  const openLog = (share: GuestShare) => open((close) => <LogDialog at={at} share={share} onClose={close} />)
  const menu = (share: GuestShare) => (
    <ActionMenu
      label={share.label}
      actions={[
        ...(may(share.abilities, 'log') ? [{ id: 'log', label: t('actions.log'), run: () => openLog(share) }] : []),
        ...actionsOf(share),
      ]}
    />
  )
  const state = (share: GuestShare) => (
    <StatusChip tone={tone(share.state)}>{words('shareState', share.state)}</StatusChip>
  )
  const opens = (share: GuestShare) =>
    share.max_opens ? t('opensOf', { opens: share.opens, max: share.max_opens }) : String(share.opens)
  const sent = ({ document, documents, transmittal }: GuestShare) =>
    transmittal || documents > 1 ? t('documents', { number: (transmittal ?? document).number, count: documents }) : document.number
  const recipient = (share: GuestShare) => share.recipient_name ?? share.recipient_email ?? ''
  const columns: Column<GuestShare>[] = [
    { key: 'label', header: t('columns.label'), width: 'minmax(160px, 1.2fr)', wish: 200, cell: (share) => <span title={share.label}>{share.label}</span> },
    ...(embedded
      ? []
      : [
          {
            key: 'document',
            header: t('columns.document'),
            width: 'minmax(210px, 1fr)',
            cell: (share: GuestShare) => {
              const id = share.transmittal?.id
              if (!id) {
                return (
                  <span title={share.document.title}>
                    {share.documents > 1 ? sent(share) : `${share.document.number} · ${share.revision?.code ?? t('latest')}`}
                  </span>
                )
              }
              return <SentLink at={at} opened={{ id, documents: share.documents }} label={sent(share)} />
            },
          },
        ]),
    { key: 'state', header: t('columns.state'), width: '120px', cell: state },
    { key: 'recipient', header: t('columns.recipient'), width: 'minmax(100px, 160px)', drop: 1, cell: recipient },
    { key: 'created', header: t('columns.created'), width: '128px', drop: 5, cell: (share) => <When at={share.created_at} /> },
    {
      key: 'by',
      header: t('columns.by'),
      width: '140px',
      drop: 4,
      cell: (share) => (share.owner === 'project' ? t('project') : (share.created_by?.name ?? '')),
    },
    { key: 'expires', header: t('columns.expires'), width: '112px', cell: (share) => <When at={share.expires_at} empty="noEnd" /> },
    { key: 'opens', header: t('columns.opens'), width: '80px', align: 'end', cell: opens },
    { key: 'downloads', header: t('columns.downloads'), width: '92px', drop: 3, align: 'end', cell: (share) => share.downloads },
    { key: 'last', header: t('columns.last'), width: '128px', drop: 2, cell: (share) => <When at={share.last_accessed_at} /> },
    { key: 'more', header: t('columns.more'), width: '52px', quiet: true, align: 'end', cell: menu },
  ]
  return (
    <DataTable
      label={t('title')}
      columns={columns}
      {...listing}
      getId={(share) => share.id}
      rowLabel={(share) => share.label}
      onOpen={(share) => (may(share.abilities, 'log') ? openLog(share) : undefined)}
      phone={(share) => ({
        first: (
          <>
            <strong>{share.label}</strong> {state(share)} {menu(share)}
          </>
        ),
        second: (
          <>
            <span>{sent(share)}</span> <When at={share.expires_at} /> <span>{opens(share)}</span>
          </>
        ),
      })}
      empty={
        <EmptyState title={filter.state ? t('emptyFilter') : t('empty')}>
          {t('emptyText')}
        </EmptyState>
      }
      fit={embedded}
    />
  )
}
