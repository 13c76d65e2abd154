// This organisation's mail: what was written, whether it left. Links that let anybody in stay hidden.
import { Code, Stack, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Mail } from '~/api/types'
import { useListing } from '~/api/paging'
import { listOutbox, mailQuery, outboxKey } from '~/api/queries/organisation'
import { spoken } from '~/lib/words'
import { type Column, DataTable, EmptyState, ErrorBox, Facts, Page, PageHeader, SidePanel, Split, StatusChip, When } from '~/ui'

export function OutboxPage({ org, open, onOpen }: { org: string; open: string | undefined; onOpen: (id: string | undefined) => void }) {
  const { t } = useTranslation('outbox')
  const listing = useListing<Mail>({ key: outboxKey(org), load: listOutbox(org) })
  const state = (mail: Mail) =>
    mail.failed_at ? (
      <StatusChip tone="danger">{t('failed')}</StatusChip>
    ) : mail.sent_at ? (
      <StatusChip tone="done">{t('sent')}</StatusChip>
    ) : (
      <StatusChip>{t('waiting')}</StatusChip>
    )
  const columns: Column<Mail>[] = [
    { key: 'to', header: t('columns.to'), width: 'minmax(160px, 260px)', cell: (mail) => mail.to },
    { key: 'subject', header: t('columns.subject'), width: 'minmax(220px, 1fr)', cell: (mail) => mail.subject },
    { key: 'kind', header: t('columns.kind'), width: '160px', cell: (mail) => spoken(mail.template) },
    { key: 'when', header: t('columns.when'), width: '120px', cell: (mail) => <When at={mail.created_at} /> },
    { key: 'state', header: t('columns.state'), width: '90px', cell: state },
  ]
  return (
    <Split panel={open && <MailPanel org={org} id={open} onClose={() => onOpen(undefined)} />}>
      <Page>
        <PageHeader title={t('title')} />
        <DataTable
          label={t('title')}
          columns={columns}
          {...listing}
          getId={(mail) => mail.id}
          rowLabel={(mail) => `${mail.subject}, ${mail.to}`}
          openId={open}
          onOpen={(mail) => onOpen(mail.id)}
          phone={(mail) => ({
            first: (
              <>
                {state(mail)} <span>{mail.subject}</span>
              </>
            ),
            second: (
              <>
                <span>{mail.to}</span> <When at={mail.created_at} />
              </>
            ),
          })}
          empty={<EmptyState title={t('empty')}>{t('emptyText')}</EmptyState>}
        />
      </Page>
    </Split>
  )
}

function MailPanel({ org, id, onClose }: { org: string; id: string; onClose: () => void }) {
  const { t } = useTranslation('outbox')
  const { t: ui } = useTranslation('ui')
  const mail = useQuery(mailQuery(org, id))
  return (
    <SidePanel title={mail.data?.subject ?? ''} onClose={onClose}>
      <Stack p="lg" gap="lg">
        {mail.error && <ErrorBox error={mail.error} onRetry={() => void mail.refetch()} />}
        {mail.isPending && <Text c="dimmed">{ui('loading')}</Text>}
        {mail.data && (
          <>
            <Facts
              items={[
                [t('columns.to'), mail.data.to],
                [t('columns.when'), <When key="when" at={mail.data.created_at} />],
                [t('detail.sent'), mail.data.sent_at && <When key="sent" at={mail.data.sent_at} />],
                [t('detail.failed'), mail.data.failed_at && <When key="failed" at={mail.data.failed_at} />],
                [t('detail.error'), mail.data.error],
              ]}
            />
            <Code block tabIndex={0} aria-label={t('detail.text')} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {mail.data.text}
            </Code>
          </>
        )}
      </Stack>
    </SidePanel>
  )
}
