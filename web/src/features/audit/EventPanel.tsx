// Everything one event says.
import { Code, Stack, Text } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import type { AuditEvent } from '~/api/types'
import { absolute, millis } from '~/lib/dates'
import { Facts, SidePanel } from '~/ui'

export function EventPanel({ event, onClose }: { event: AuditEvent; onClose: () => void }) {
  const { t, i18n } = useTranslation('audit')
  const { t: words } = useTranslation('words')
  return (
    <SidePanel title={t('detail.title', { seq: event.seq })} onClose={onClose}>
      <Stack p="lg" gap="lg">
        <Text>{event.summary}</Text>
        <Facts
          items={[
            [t('detail.at'), absolute(millis(event.at), i18n.language)],
            [t('detail.action'), event.action],
            [t('detail.category'), event.category],
            [t('detail.actor'), `${event.actor.name ?? event.actor.id} (${event.actor.kind})`],
            [t('detail.assurance'), words(`assurance.${event.assurance}` as 'assurance.account', { defaultValue: event.assurance })],
            [t('detail.entity'), `${event.entity.label ?? event.entity.id} (${event.entity.kind})`],
            [t('detail.project'), event.project?.name],
            [t('detail.reason'), event.reason],
            [t('detail.rule'), event.rule],
            [t('detail.confidential'), event.confidential ? t('detail.yes') : ''],
            [t('detail.address'), event.ip],
            [t('detail.device'), event.user_agent],
            [t('detail.request'), event.request_id],
          ]}
        />
        <Json label={t('detail.before')} value={event.before} />
        <Json label={t('detail.after')} value={event.after} />
        <Json label={t('detail.grounds')} value={event.grounds} />
        <Facts items={[[t('detail.hash'), <Code key="hash">{event.hash}</Code>]]} />
      </Stack>
    </SidePanel>
  )
}

function Json({ label, value }: { label: string; value: unknown }) {
  if (value === null || value === undefined) return null
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Code block tabIndex={0}>
        {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
      </Code>
    </div>
  )
}
