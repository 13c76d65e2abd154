// A form in a dialog, the shape of most questions this app asks.
import { Modal } from '@mantine/core'
import '~/theme/late.css'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Form, type FormState } from './Form'

export function FormDialog<Values extends object>({
  title,
  form,
  submit,
  cancel,
  onSubmit,
  onClose,
  children,
  danger = false,
  disabled = false,
  size = 560,
}: {
  title: string
  form: FormState<Values>
  submit: string
  /** What leads back, where it is not "Cancel". */
  cancel?: string | undefined
  onSubmit: (values: Values) => Promise<unknown>
  onClose: () => void
  children: ReactNode
  danger?: boolean
  disabled?: boolean
  size?: number
}) {
  const { t } = useTranslation('ui')
  return (
    <Modal opened onClose={onClose} title={title} size={size} closeButtonProps={{ 'aria-label': t('close') }}>
      <Form
        form={form}
        submit={submit}
        danger={danger}
        disabled={disabled}
        onCancel={onClose}
        cancel={cancel}
        onSubmit={async (values) => {
          await onSubmit(values)
          onClose()
        }}
      >
        {children}
      </Form>
    </Modal>
  )
}
