// What one of those who would get a draft will see, made by the server as it is when it is issued: the mail, and the page
// that it leads to. Nothing in it runs, sends or opens anything: of what a frame may do, these may only fetch the sender's style
// and logo, which are handed to pages of this server alone.
import { Anchor, Group, SegmentedControl, Select, Skeleton, Stack, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { previewQuery } from '~/api/queries/transmittals'
import type { PreviewedMail, Receiver, Transmittal, TransmittalPreview } from '~/api/types'
import { ErrorBox, Facts } from '~/ui'
import { Acknowledging } from './Acknowledging'
import { Shown } from './Shown'
import { still } from '~/lib/still'
import classes from './transmittals.module.css'

const idOf = ({ person, email }: Receiver) => person?.id ?? email ?? ''

export function Preview({ at, transmittal, receivers }: { at: At; transmittal: Transmittal; receivers: Receiver[] }) {
  const { t } = useTranslation('transmittals')
  const [chosen, setChosen] = useState<string>()
  const [part, setPart] = useState('mail')
  // Those from outside first: what they see is what the sender cannot see otherwise.
  const sorted = [...receivers].sort((one, other) => Number(other.by === 'link') - Number(one.by === 'link'))
  const one = sorted.find((receiver) => idOf(receiver) === chosen) ?? sorted[0]
  const whose = one?.by === 'link' ? { email: one.email ?? '' } : { person: one?.person?.id ?? '' }
  const preview = useQuery({ ...previewQuery(at, transmittal.id, transmittal.version, whose), enabled: one !== undefined })
  if (!one) return null
  const parts = one.by === 'link' ? ['mail', 'door', 'inside'] : ['mail', 'page']
  const shown = parts.includes(part) ? part : 'mail'
  const name = ({ name, email, person }: Receiver) => [name || email, person?.company?.name, name && email].filter(Boolean).join(' · ')
  return (
    <Stack gap="sm">
      <Group align="flex-end" gap="sm">
        <Select
          className={classes['whose'] ?? ''}
          label={t('preview.whose')}
          data={sorted.map((receiver) => ({ value: idOf(receiver), label: name(receiver) }))}
          value={idOf(one)}
          allowDeselect={false}
          searchable
          onChange={(value) => setChosen(value ?? undefined)}
        />
        <SegmentedControl
          aria-label={t('preview.part')}
          value={shown}
          onChange={setPart}
          data={parts.map((value) => ({ value, label: t(`preview.parts.${value as 'mail'}`) }))}
        />
      </Group>
      <Text size="sm" c="dimmed">
        {t('preview.about')}
      </Text>
      {preview.error ? (
        <ErrorBox error={preview.error} onRetry={() => void preview.refetch()} />
      ) : !preview.data ? (
        <Skeleton height={360} aria-busy aria-label={t('preview.making')} />
      ) : (
        <Part at={at} preview={preview.data} part={shown} name={name(one)} />
      )}
    </Stack>
  )
}

function Part({ at, preview, part, name }: { at: At; preview: TransmittalPreview; part: string; name: string }) {
  const { t } = useTranslation('transmittals')
  const { mail, pages, transmittal } = preview
  if (part === 'mail') return mail ? <Mail mail={mail} name={name} /> : <Text>{t('preview.noMail')}</Text>
  if (transmittal) {
    // Their page is drawn by what draws it for them, and answers to nobody here.
    return (
      <section aria-label={t('preview.pageOf', { name })} className={classes['seen']}>
        <div inert className={classes['body']}>
          <h3>
            {transmittal.number} {transmittal.subject}
          </h3>
          <Acknowledging at={at} transmittal={transmittal} />
          <Shown at={at} transmittal={transmittal} external={preview.outside} />
        </div>
      </section>
    )
  }
  const page = part === 'door' ? pages?.door : pages?.inside
  return <iframe className={classes['frame']} title={t('preview.pageOf', { name })} sandbox="allow-same-origin" srcDoc={still(page ?? '')} />
}

function Mail({ mail, name }: { mail: PreviewedMail; name: string }) {
  const { t } = useTranslation('transmittals')
  const [plain, setPlain] = useState(false)
  return (
    <>
      <Facts
        items={[
          [t('preview.from'), mail.from],
          [t('preview.to'), mail.to],
          [t('columns.subject'), mail.subject],
          [t('preview.enclosed'), mail.enclosure],
        ]}
      />
      <Anchor component="button" type="button" size="sm" className={classes['turn'] ?? ''} onClick={() => setPlain(!plain)}>
        {t(plain ? 'preview.formatted' : 'preview.plain')}
      </Anchor>
      {plain ? (
        <pre className={classes['plain']} tabIndex={0} aria-label={t('preview.mailTo', { name })}>
          {mail.text}
        </pre>
      ) : (
        <iframe className={classes['frame']} title={t('preview.mailTo', { name })} sandbox="allow-same-origin" srcDoc={still(mail.html)} />
      )}
    </>
  )
}
