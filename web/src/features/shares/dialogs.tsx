// Two questions asked all over: until when, and why.
import { Text, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { millis, toDateInput } from '~/lib/dates'
import { FormDialog, useForm } from '~/ui'

export function EndDialog({
  title,
  submit,
  current,
  note,
  onSubmit,
  onClose,
}: {
  title: string
  submit: string
  current: string | null
  note?: ReactNode
  onSubmit: (day: string) => Promise<unknown>
  onClose: () => void
}) {
  const { t } = useTranslation('access')
  const form = useForm({ ends_on: current ? toDateInput(millis(current)) : '' })
  return (
    <FormDialog title={title} form={form} submit={submit} onClose={onClose} onSubmit={({ ends_on }) => onSubmit(ends_on)}>
      {note && <Text>{note}</Text>}
      <TextInput
        type="date"
        label={t('until')}
        required
        min={toDateInput(Date.now())}
        data-autofocus
        {...form.text('ends_on')}
      />
    </FormDialog>
  )
}

export function ReasonDialog({
  title,
  submit,
  text,
  required = false,
  cancel,
  draft,
  onSubmit,
  onClose,
}: {
  title: string
  submit: string
  text?: ReactNode
  required?: boolean
  /** What leads back without doing it, where "Cancel" could be taken for the deed. */
  cancel?: string
  /** Words that were typed before, and where those that are typed now are kept. */
  draft?: { words: string; keep: (words: string) => void }
  onSubmit: (reason: string) => Promise<unknown>
  onClose: () => void
}) {
  const { t } = useTranslation('access')
  const form = useForm({ reason: draft?.words ?? '' })
  const reason = form.text('reason')
  return (
    <FormDialog
      title={title}
      form={form}
      submit={submit}
      danger
      cancel={cancel}
      onClose={onClose}
      onSubmit={({ reason }) => onSubmit(reason)}
    >
      {text && <Text>{text}</Text>}
      <Textarea
        label={t('reason')}
        autosize
        minRows={2}
        required={required}
        data-autofocus
        {...reason}
        onChange={(event) => {
          reason.onChange(event)
          draft?.keep(event.currentTarget.value)
        }}
      />
    </FormDialog>
  )
}
