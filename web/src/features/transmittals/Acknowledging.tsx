// Whoever is asked says here, once, that they have it.
import { Button, TextInput, Textarea } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import type { At } from '~/api/queries/project'
import { acknowledgeTransmittal } from '~/api/queries/transmittals'
import type { Transmittal } from '~/api/types'
import { FormDialog, toast, useDialog, useForm } from '~/ui'
import { useTaken } from './transmittal-actions'
import classes from './transmittals.module.css'

export function Acknowledging({ at, transmittal }: { at: At; transmittal: Transmittal }) {
  const { t } = useTranslation('transmittals')
  const open = useDialog()
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
