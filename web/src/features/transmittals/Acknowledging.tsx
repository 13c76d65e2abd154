// Whoever is asked says here, once, that they have it, and finds here afterwards what proves that they did.
import { Anchor, Button, Group, TextInput, Textarea } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { organisationQuery } from '~/api/queries/organisation'
import type { At } from '~/api/queries/project'
import { acknowledgementReceiptUrl, acknowledgeTransmittal } from '~/api/queries/transmittals'
import type { Transmittal } from '~/api/types'
import { FormDialog, toast, useDialog, useForm, When } from '~/ui'
import { useTaken } from './transmittal-actions'
import classes from './transmittals.module.css'

export function Acknowledging({ at, transmittal }: { at: At; transmittal: Transmittal }) {
  const { t } = useTranslation('transmittals')
  const open = useDialog()
  const { data: organisation } = useQuery(organisationQuery(at.org))
  const own = (transmittal.received ?? []).find(({ person }) => person && person.id === organisation?.member_id)
  if (own?.acknowledged) {
    const link = (format: 'pdf' | 'json', label: string) => (
      <Anchor size="sm" underline="always" href={acknowledgementReceiptUrl(at, transmittal.id, own.id, format)} download>
        {label}
      </Anchor>
    )
    return (
      <section aria-label={t('yourReceipt')} className={classes['asked']}>
        <span>
          {t(own.acknowledged.how === 'recorded' ? 'recordedFor' : 'youAcknowledged')} <When at={own.acknowledged.at} />
        </span>
        <Group gap="md">
          {link('pdf', t('receiptPdf'))} {link('json', t('receiptFile'))}
        </Group>
      </section>
    )
  }
  if (!may(transmittal.abilities, 'transmittal.acknowledge')) return null
  return (
    <section aria-label={t('acknowledge')} className={classes['asked']}>
      <span>{t(transmittal.purpose.acknowledgement === 'required' ? 'askedRequired' : 'askedOptional')}</span>
      <Button onClick={() => open((close) => <AcknowledgeDialog at={at} transmittal={transmittal} onClose={close} />)}>{t('acknowledge')}</Button>
    </section>
  )
}

function AcknowledgeDialog({ at, transmittal, onClose }: { at: At; transmittal: Transmittal; onClose: () => void }) {
  const { t } = useTranslation('transmittals')
  const taken = useTaken(at)
  const form = useForm({ comment: '', received_by: '' })
  return (
    <FormDialog
      title={t('acknowledgeTitle', { number: transmittal.number })}
      form={form}
      submit={t('acknowledge')}
      onClose={onClose}
      onSubmit={async (values) => {
        taken(await acknowledgeTransmittal(at, transmittal.id, values))
        toast(t('acknowledgedNow', { number: transmittal.number }))
      }}
    >
      <Textarea label={t('comment')} autosize minRows={2} maxRows={8} maxLength={1000} data-autofocus {...form.text('comment')} />
      <TextInput label={t('receivedByName')} description={t('receivedByHint')} maxLength={120} {...form.text('received_by')} />
    </FormDialog>
  )
}
