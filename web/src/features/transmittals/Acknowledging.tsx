// Whoever is asked says here, once, that they have it, and finds here afterwards what proves that they did.
import { Anchor, Button, Group, Text, TextInput, Textarea } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { organisationQuery } from '~/api/queries/organisation'
import type { At } from '~/api/queries/project'
import { acknowledgementReceiptUrl, acknowledgeTransmittal, contestAcknowledgement } from '~/api/queries/transmittals'
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
    const link = (format: 'pdf' | 'json', label: string, of?: 'contest') => (
      <Anchor size="sm" underline="always" href={acknowledgementReceiptUrl(at, transmittal.id, own.id, format, of)} download>
        {label}
      </Anchor>
    )
    return (
      <section aria-label={t('yourReceipt')} className={classes['asked']}>
        <span>
          {t(own.acknowledged.how === 'recorded' ? 'recordedFor' : 'youAcknowledged')} <When at={own.acknowledged.at} />
          {own.acknowledged.how === 'recorded' && (
            <Text size="sm">
              {t('how.recorded', { name: own.acknowledged.by })}. {own.acknowledged.comment && `${t('recordedNote')}: ${own.acknowledged.comment}`}
            </Text>
          )}
        </span>
        <Group gap="md">
          {link('pdf', t('receiptPdf'))} {link('json', t('receiptFile'))}
        </Group>
        {own.contested && (
          <>
            <span>
              {t(`youContested.${String(own.contested.received) as 'true'}`)} <When at={own.contested.at} />
            </span>
            <Group gap="md">
              {link('pdf', t('receiptPdf'), 'contest')} {link('json', t('receiptFile'), 'contest')}
            </Group>
          </>
        )}
        {may(transmittal.abilities, 'transmittal.contest') && (
          <Group gap="md">
            <Button variant="default" onClick={() => open((close) => <ContestDialog at={at} transmittal={transmittal} received onClose={close} />)}>
              {t('confirm')}
            </Button>
            <Button variant="default" onClick={() => open((close) => <ContestDialog at={at} transmittal={transmittal} received={false} onClose={close} />)}>
              {t('contest')}
            </Button>
          </Group>
        )}
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

/** Somebody's own word beside what was recorded for them. */
function ContestDialog({ at, transmittal, received, onClose }: { at: At; transmittal: Transmittal; received: boolean; onClose: () => void }) {
  const { t } = useTranslation('transmittals')
  const taken = useTaken(at)
  const form = useForm({ comment: '', received_by: '' })
  return (
    <FormDialog
      title={t(received ? 'confirmTitle' : 'contestTitle', { number: transmittal.number })}
      form={form}
      submit={t(received ? 'acknowledge' : 'contest')}
      onClose={onClose}
      onSubmit={async (values) => {
        taken(await contestAcknowledgement(at, transmittal.id, { ...values, received }))
        toast(t('contestedNow'))
      }}
    >
      <Text size="sm">{t('contestText')}</Text>
      <Textarea label={t('comment')} autosize minRows={2} maxRows={8} maxLength={1000} data-autofocus {...form.text('comment')} />
      {received && <TextInput label={t('receivedByName')} description={t('receivedByHint')} maxLength={120} {...form.text('received_by')} />}
    </FormDialog>
  )
}
