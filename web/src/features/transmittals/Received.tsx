// Who got a transmittal, and who said so: when, how, and in whose name.
import { Button, Popover, Switch, Text, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { type At, projectQuery } from '~/api/queries/project'
import { acknowledgementReceiptUrl, recordAcknowledgement } from '~/api/queries/transmittals'
import type { ReceivedBy, Transmittal } from '~/api/types'
import { toDateInput } from '~/lib/dates'
import { useWords } from '~/lib/words'
import { type Action, ActionMenu, type Column, DataTable, Facts, FormDialog, OutsideMark, toast, useDialog, useForm, When } from '~/ui'
import { useTaken } from './transmittal-actions'
import { Acknowledged } from './TransmittalsPage'
import classes from './transmittals.module.css'

export const receiver = ({ name, company, email }: ReceivedBy) => [name || email, company, name && email].filter(Boolean).join(' · ')

export function Received({ at, transmittal, received, external }: { at: At; transmittal: Transmittal; received: ReceivedBy[]; external?: boolean | undefined }) {
  const { t } = useTranslation('transmittals')
  const open = useDialog()
  const { data: project } = useQuery(projectQuery(at))
  const [unopened, setUnopened] = useState(false)
  const records = may(transmittal.abilities, 'transmittal.record')
  const silent = (one: ReceivedBy) => one.acknowledgement !== 'none' && !one.acknowledged
  const receipt = (one: ReceivedBy, format: 'pdf' | 'json', of?: 'contest') => () => window.location.assign(acknowledgementReceiptUrl(at, transmittal.id, one.id, format, of))
  const actions = (one: ReceivedBy): Action[] => {
    if (one.acknowledged) {
      return [
        { id: 'pdf', label: t('receiptPdf'), run: receipt(one, 'pdf') },
        { id: 'json', label: t('receiptFile'), run: receipt(one, 'json') },
        ...(one.contested ? [{ id: 'contest', label: t('contestReceipt'), run: receipt(one, 'pdf', 'contest') }] : []),
      ]
    }
    if (!records || !silent(one)) return []
    return [{ id: 'record', label: t('recordShort'), run: () => open((close) => <RecordDialog at={at} transmittal={transmittal} recipient={one} onClose={close} />) }]
  }
  const menu = (one: ReceivedBy) => {
    const [first, ...more] = actions(one)
    if (!first || more.length > 0) return <ActionMenu label={receiver(one)} actions={actions(one)} />
    return (
      <Button
        size="compact-xs"
        variant="default"
        data-whole
        aria-label={t('recordOf', { name: receiver(one) })}
        onKeyDown={(event) => event.stopPropagation()}
        onClick={(event) => {
          event.stopPropagation()
          first.run()
        }}
      >
        {first.label}
      </Button>
    )
  }
  const recalled = transmittal.state === 'recalled'
  const said = (one: ReceivedBy) => (one.acknowledged ? <Said one={one} acknowledged={one.acknowledged} /> : <Silent one={one} recalled={recalled} />)
  const lacking = ({ skipped, unticked }: ReceivedBy) => [skipped > 0 ? t('heldAlready', { count: skipped }) : '', unticked > 0 ? t('unticked', { count: unticked }) : ''].filter(Boolean)
  const columns: Column<ReceivedBy>[] = [
    {
      key: 'name',
      header: t('columns.person'),
      width: 'minmax(240px, 3fr)',
      wish: 320,
      cell: (one) => (
        <span title={receiver(one)}>
          {(one.person?.outside || one.by === 'link') && <OutsideMark />} {receiver(one)}
        </span>
      ),
    },
    { key: 'role', header: t('columns.role'), width: '64px', cell: ({ role }) => t(`roles.${role as 'to'}`) },
    ...(received.some(({ via }) => via)
      ? [{ key: 'via', header: t('columns.via'), width: 'minmax(90px, 1fr)', drop: 3 as const, cell: ({ via }: ReceivedBy) => <span title={via ?? ''}>{via}</span> }]
      : []),
    {
      key: 'asked',
      header: t('columns.acknowledges'),
      width: 'minmax(160px, 2fr)',
      cell: (one) => (
        <>
          {said(one)}
          {lacking(one).map((said) => (
            <Text key={said} span inherit c="dimmed">
              {' · '}
              {said}
            </Text>
          ))}
          <Comments one={one} />
        </>
      ),
    },
    { key: 'at', header: t('columns.when'), width: '110px', drop: 1, cell: ({ acknowledged }) => acknowledged && <When at={acknowledged.at} /> },
    ...(!transmittal.opens_told
      ? []
      : [
          { key: 'opened', header: t('columns.opened'), width: '124px', drop: 4 as const, cell: ({ opened }: ReceivedBy) => <Times counted={opened} /> },
          { key: 'downloaded', header: t('columns.downloaded'), width: '124px', drop: 5 as const, cell: ({ downloaded }: ReceivedBy) => <Times counted={downloaded} /> },
        ]),
    { key: 'ends', header: t('columns.until'), width: '110px', drop: 2, cell: ({ access, ends_at }) => (access === 'revoked' ? t('revoked') : <When at={ends_at} empty="noEnd" />) },
    ...(received.some((one) => actions(one).length > 0) ? [{ key: 'more', header: t('columns.more'), width: received.some((one) => actions(one).length === 1) ? '104px' : '48px', quiet: true, align: 'end' as const, cell: menu }] : []),
  ]
  // Those from outside are told of nobody but themselves.
  const [own] = received
  if ((external ?? project?.mode === 'external') && own && received.length === 1) return <Own one={own} />
  return (
    <section aria-labelledby="received" className={classes['part']}>
      <h2 id="received">
        {t('receivedBy', { count: received.length })} <Acknowledged state={transmittal.acknowledged} received={received} />
      </h2>
      {transmittal.opens_told && (unopened || received.some(({ opened }) => !opened)) && (
        <Switch label={t('notOpened')} checked={unopened} onChange={(event) => setUnopened(event.currentTarget.checked)} />
      )}
      <DataTable
        fit
        tall={received.some(({ acknowledged, contested }) => acknowledged?.comment ?? contested?.comment)}
        label={t('receivedBy', { count: received.length })}
        columns={columns}
        rows={unopened ? received.filter(({ opened }) => !opened) : received}
        getId={({ id }) => id}
        rowLabel={receiver}
        phone={(one) => ({
          first: (
            <>
              {(one.person?.outside || one.by === 'link') && <OutsideMark />} <span>{receiver(one)}</span>
            </>
          ),
          second: (
            <>
              {one.role === 'cc' && <span>{t('roles.cc')}</span>}
              <span>{said(one)}</span>
              {transmittal.opens_told && <span>{t(one.downloaded ? 'wasDownloaded' : one.opened ? 'wasOpened' : 'wasNotOpened')}</span>}
              {lacking(one).map((said) => (
                <span key={said}>{said}</span>
              ))}
              {one.acknowledged ? <When at={one.acknowledged.at} /> : one.ends_at && <When at={one.ends_at} />}
              <Comments one={one} />
              {menu(one)}
            </>
          ),
        })}
        empty={<Text p="md">{t('allOpened')}</Text>}
      />
    </section>
  )
}

/** When something was first done, and how often where it was more than once. */
function Times({ counted }: { counted: ReceivedBy['opened'] }) {
  const { t } = useTranslation('transmittals')
  if (!counted) return null
  return (
    <span>
      <When at={counted.first_at} />
      {counted.times > 1 && ` · ${t('times', { times: counted.times })}`}
    </span>
  )
}

/** What was said with it, and beside it. */
function Comments({ one }: { one: ReceivedBy }) {
  return [one.acknowledged, one.contested].map((said, place) => said?.comment && <Comment key={place} name={one.name || (one.email ?? '')} at={said.at} comment={said.comment} />)
}

/** What somebody said, as far as there is room; the whole of it, dated, on demand. */
function Comment({ name, at, comment }: { name: string; at: string; comment: string }) {
  const { t } = useTranslation('transmittals')
  return (
    <Popover width={360} position="bottom-start" withinPortal>
      <Popover.Target>
        <button type="button" className={classes['comment']} aria-label={t('commentOf', { name, comment })} onKeyDown={(event) => event.stopPropagation()}>
          “{comment}”
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="xs" c="dimmed">
          {name} · <When at={at} />
        </Text>
        <Text className={classes['remarks'] ?? ''}>{comment}</Text>
      </Popover.Dropdown>
    </Popover>
  )
}

/** What somebody from outside reads of themselves. */
function Own({ one }: { one: ReceivedBy }) {
  const { t } = useTranslation('transmittals')
  return (
    <section aria-labelledby="received" className={classes['part']}>
      <h2 id="received">{t('you')}</h2>
      <Facts
        items={[
          [t('columns.role'), t(`roles.${one.role as 'to'}`)],
          [t('columns.via'), one.via],
          [t('columns.documents'), one.skipped > 0 && t('heldAlreadyYou', { count: one.skipped })],
          [t('openUntil'), <When key="until" at={one.ends_at} empty="noEnd" />],
          [t('comment'), one.acknowledged?.comment],
        ]}
      />
    </section>
  )
}

/** What is asked of somebody who has not answered, and whether word of it reached them. */
function Silent({ one, recalled }: { one: ReceivedBy; recalled: boolean }) {
  const { t } = useTranslation('transmittals')
  const asked = t(`acknowledges.${one.acknowledgement as 'none'}`)
  // Once it is recalled nobody is asked any more.
  if (recalled && one.acknowledgement !== 'none') return <span>{t('unacknowledged')}</span>
  if (one.acknowledgement !== 'none' && (one.access === 'revoked' || one.access === 'ended')) return <span>{t(one.access === 'revoked' ? 'linkRevoked' : 'linkEnded')}</span>
  if (one.mail?.state === 'failed') {
    const why = t('mailFailed', { reason: one.mail.reason })
    return (
      <Text span inherit c="var(--wl-danger)" title={why}>
        {why}
      </Text>
    )
  }
  if (!one.reminded_at) return <span title={asked}>{asked}</span>
  return (
    <span title={asked}>
      {t('remindedOn')} <When at={one.reminded_at} />
    </span>
  )
}

/** What was said, by whom, and how sure it is who that was. */
function Said({ one, acknowledged }: { one: ReceivedBy; acknowledged: NonNullable<ReceivedBy['acknowledged']> }) {
  const { t } = useTranslation('transmittals')
  const words = useWords()
  const how = acknowledged.how === 'recorded' ? t('how.recorded', { name: acknowledged.by }) : t(`how.${acknowledged.how as 'account'}`)
  const typed = acknowledged.typed_name ? t('typedName', { name: acknowledged.typed_name }) : ''
  const whose = acknowledged.received_by && acknowledged.received_by !== one.name ? t('inName', { name: acknowledged.received_by }) : ''
  const beside = one.contested ? t(`contested.${String(one.contested.received) as 'true'}`) : ''
  const sure = acknowledged.how === 'recorded' ? '' : words('assurance', acknowledged.assurance)
  const said = [how, typed, whose, sure && `(${sure})`, beside].filter(Boolean).join(', ').replace(', (', ' (')
  return <span title={said}>{said}</span>
}

function RecordDialog({ at, transmittal, recipient, onClose }: { at: At; transmittal: Transmittal; recipient: ReceivedBy; onClose: () => void }) {
  const { t } = useTranslation('transmittals')
  const taken = useTaken(at)
  const form = useForm({ acknowledged_on: toDateInput(Date.now()), note: '', received_by: '' })
  return (
    <FormDialog
      title={t('recordTitle', { name: recipient.name || recipient.email })}
      form={form}
      submit={t('record')}
      onClose={onClose}
      onSubmit={async (values) => {
        taken(await recordAcknowledgement(at, transmittal.id, { ...values, recipient: recipient.id }))
        toast(t('recorded'))
      }}
    >
      <Text size="sm">{t('recordText')}</Text>
      <TextInput type="date" label={t('acknowledgedOn')} required max={toDateInput(Date.now())} {...form.text('acknowledged_on')} />
      <Textarea label={t('note')} description={t('noteHint')} autosize minRows={2} maxRows={8} maxLength={1000} data-autofocus {...form.text('note')} />
      <TextInput label={t('receivedByName')} maxLength={120} {...form.text('received_by')} />
    </FormDialog>
  )
}
