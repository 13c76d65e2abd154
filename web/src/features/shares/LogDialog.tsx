// Everything that happened to one guest link, as far as it is known.
import { Button, Group, Modal, Stack } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import type { GuestShare, GuestShareEvent } from '~/api/types'
import { useListing } from '~/api/paging'
import type { At } from '~/api/queries/project'
import { guestShareLogCsv, guestShareLogKey, listGuestShareLog } from '~/api/queries/register'
import { device } from '~/lib/user-agent'
import { type Column, DataTable, EmptyState, When } from '~/ui'

export function LogDialog({ at, share, onClose }: { at: At; share: GuestShare; onClose: () => void }) {
  const { t } = useTranslation('shares')
  const { t: ui } = useTranslation('ui')
  const { t: words } = useTranslation('words')
  const listing = useListing<GuestShareEvent>({ key: guestShareLogKey(at, share.id), load: listGuestShareLog(at, share.id) })
  const what = (event: GuestShareEvent) => words(`linkEvent.${event.event}` as 'linkEvent.created', { defaultValue: event.event })
  const sure = (event: GuestShareEvent) => words(`assurance.${event.assurance}` as 'assurance.account', { defaultValue: event.assurance })
  const who = (event: GuestShareEvent) => [event.name, event.email].filter(Boolean).join(', ')
  const columns: Column<GuestShareEvent>[] = [
    { key: 'when', header: t('log.when'), width: '130px', cell: (event) => <When at={event.at} /> },
    { key: 'event', header: t('log.event'), width: 'minmax(140px, 1fr)', cell: what },
    { key: 'who', header: t('log.who'), width: 'minmax(120px, 1fr)', cell: who },
    { key: 'assurance', header: t('log.assurance'), width: '170px', cell: sure },
    { key: 'ip', header: t('log.address'), width: '130px', cell: (event) => event.ip },
    { key: 'device', header: t('log.device'), width: '140px', cell: (event) => (event.user_agent ? device(event.user_agent) : '') },
    { key: 'rev', header: t('log.rev'), width: '60px', cell: (event) => event.revision },
  ]
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${t('log.title')}: ${share.label}`}
      size={960}
      closeButtonProps={{ 'aria-label': ui('close') }}
    >
      <Stack gap="md">
        <DataTable
          label={t('log.title')}
          columns={columns}
          {...listing}
          getId={(event) => `${event.at}${event.event}${event.ip ?? ''}`}
          rowLabel={what}
          phone={(event) => ({
            first: (
              <>
                <strong>{what(event)}</strong> <span>{who(event)}</span>
              </>
            ),
            second: (
              <>
                <When at={event.at} /> <span>{event.ip}</span>
              </>
            ),
          })}
          empty={<EmptyState title={t('log.empty')} />}
          fit
        />
        <Group justify="flex-end">
          <Button component="a" href={guestShareLogCsv(at, share.id)} variant="default">
            {t('log.csv')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
