// Every place the person is signed in, each with a way to end it.
import { Button, Group, Text, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Session } from '~/api/types'
import { useListing } from '~/api/paging'
import { endSession, endSessions, listSessions, sessionsKey } from '~/api/queries/session'
import { device } from '~/lib/user-agent'
import { type Column, DataTable, EmptyState, StatusChip, toast, toastError, useConfirm, When } from '~/ui'

export function Sessions({ onSignedOut }: { onSignedOut: () => void }) {
  const { t } = useTranslation('account')
  const client = useQueryClient()
  const confirm = useConfirm()
  const listing = useListing<Session>({ key: sessionsKey, load: listSessions })
  const name = (session: Session) => device(session.user_agent) ?? t('unknownDevice')
  const refresh = () => client.invalidateQueries({ queryKey: sessionsKey })

  const end = (session: Session) =>
    endSession(session.id).then(() => {
      toast(t('sessions.ended'))
      return refresh()
    }, toastError)

  const endButton = (session: Session) =>
    session.current ? (
      <StatusChip tone="quiet">{t('sessions.current')}</StatusChip>
    ) : (
      <Button size="compact-sm" variant="default" onClick={() => void end(session)}>
        {t('sessions.end')}
      </Button>
    )

  const columns: Column<Session>[] = [
    { key: 'device', header: t('sessions.device'), width: 'minmax(140px, 1fr)', cell: name },
    { key: 'ip', header: t('sessions.address'), width: '140px', cell: (session) => session.ip },
    { key: 'last', header: t('sessions.lastUsed'), width: '120px', cell: (s) => <When at={s.last_used_at} /> },
    { key: 'end', header: t('sessions.end'), width: '120px', align: 'end', quiet: true, cell: endButton },
  ]

  return (
    <section>
      <Title order={2} mb="sm">
        {t('sessions.title')}
      </Title>
      <DataTable
        label={t('sessions.title')}
        columns={columns}
        {...listing}
        getId={(session) => session.id}
        rowLabel={name}
        phone={(session) => ({
          first: (
            <>
              <Text>{name(session)}</Text> {endButton(session)}
            </>
          ),
          second: (
            <>
              <When at={session.last_used_at} /> <span>{session.ip}</span>
            </>
          ),
        })}
        empty={<EmptyState title={t('sessions.empty')} />}
        fit
      />
      <Group mt="md" gap="xs">
        <Button
          variant="default"
          onClick={() =>
            void endSessions(false).then(() => {
              toast(t('sessions.othersEnded'))
              return refresh()
            }, toastError)
          }
        >
          {t('sessions.endOthers')}
        </Button>
        <Button
          variant="default"
          onClick={() =>
            void confirm({
              title: t('sessions.endAllTitle'),
              text: t('sessions.endAllText'),
              action: t('sessions.endAll'),
              danger: true,
              run: () => endSessions(true),
            }).then((ended) => ended && onSignedOut())
          }
        >
          {t('sessions.endAll')}
        </Button>
      </Group>
    </section>
  )
}
