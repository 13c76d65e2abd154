// Somebody else answers a step in the place of whoever is asked.
import { Text, Textarea } from '@mantine/core'
import '~/theme/late.css'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { delegate, myStepsKey, workflowsKey } from '~/api/queries/steps'
import type { StepDetail } from '~/api/types'
import { PersonSelect } from '~/features/workflows'
import { FormDialog, toast, useForm } from '~/ui'

export function DelegateDialog({ at, step, onClose }: { at: At; step: StepDetail; onClose: () => void }) {
  const { t } = useTranslation('steps')
  const client = useQueryClient()
  const form = useForm({ to_person_id: '', reason: '' })
  return (
    <FormDialog
      title={t('delegateTitle')}
      form={form}
      submit={t('delegate')}
      disabled={form.values.to_person_id === ''}
      onClose={onClose}
      onSubmit={async (values) => {
        await delegate(at, step.id, values)
        await client.invalidateQueries({ queryKey: myStepsKey(at.org) })
        void client.invalidateQueries({ queryKey: workflowsKey(at) })
        toast(t('delegated'))
      }}
    >
      <Text size="sm">{t('delegateText')}</Text>
      <PersonSelect at={at} label={t('delegateTo')} shown known={[]} value={form.values.to_person_id || null} onChange={(person) => form.set('to_person_id', person?.id ?? '')} error={form.errors['to_person_id']} />
      <Textarea label={t('reason')} autosize minRows={2} {...form.text('reason')} />
    </FormDialog>
  )
}
