// The one form shell: keeps what was typed, shows the server's field errors beside their fields and the
// rest above the buttons, and can be sent once at a time.
import { Button, Group, Stack } from '@mantine/core'
import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AlreadyShown, type FieldErrors, isProblem } from '~/lib/problem'
import { ErrorBox } from './ErrorBox'

export type FormState<Values> = {
  values: Values
  set: <Key extends keyof Values>(key: Key, value: Values[Key]) => void
  reset: (values: Values) => void
  /** Props of a control that reports a plain value: value, onChange(value), error. */
  field: <Key extends keyof Values & string>(
    key: Key,
  ) => { value: Values[Key]; onChange: (value: Values[Key]) => void; error: string | undefined; name: Key }
  /** The same for a native text input, whose onChange gives an event. */
  text: <Key extends keyof Values & string>(
    key: Key,
  ) => {
    value: string
    onChange: (event: { currentTarget: { value: string } }) => void
    error: string | undefined
    name: Key
  }
  /** The same for a switch or checkbox. */
  check: <Key extends keyof Values & string>(
    key: Key,
  ) => {
    checked: boolean
    onChange: (event: { currentTarget: { checked: boolean } }) => void
    error: string | undefined
    name: Key
  }
  errors: FieldErrors
  setErrors: (errors: FieldErrors) => void
}

export function useForm<Values extends object>(initial: Values): FormState<Values> {
  const [values, setValues] = useState(initial)
  const [errors, setErrors] = useState<FieldErrors>({})
  const set: FormState<Values>['set'] = (key, value) => {
    setValues((old) => ({ ...old, [key]: value }))
    setErrors((old) => (key in old ? Object.fromEntries(Object.entries(old).filter(([name]) => name !== key)) : old))
  }
  return {
    values,
    set,
    reset: (next) => {
      setValues(next)
      setErrors({})
    },
    field: (key) => ({ value: values[key], onChange: (value) => set(key, value), error: errors[key], name: key }),
    text: (key) => ({
      value: String(values[key] ?? ''),
      onChange: (event) => set(key, event.currentTarget.value as Values[typeof key]),
      error: errors[key],
      name: key,
    }),
    check: (key) => ({
      checked: Boolean(values[key]),
      onChange: (event) => set(key, event.currentTarget.checked as Values[typeof key]),
      error: errors[key],
      name: key,
    }),
    errors,
    setErrors,
  }
}

export function Form<Values extends object>({
  form,
  onSubmit,
  submit,
  onCancel,
  children,
  danger = false,
  disabled = false,
  extra,
}: {
  form: FormState<Values>
  onSubmit: (values: Values) => Promise<unknown>
  submit: string
  onCancel?: () => void
  children: ReactNode
  danger?: boolean
  disabled?: boolean
  extra?: ReactNode
}) {
  const { t } = useTranslation('ui')
  const [sending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  const element = useRef<HTMLFormElement>(null)

  async function send(event: FormEvent) {
    event.preventDefault()
    if (sending) return
    setSending(true)
    setError(undefined)
    form.setErrors({})
    try {
      await onSubmit(form.values)
    } catch (problem) {
      const fields = isProblem(problem) ? problem.fields : {}
      form.setErrors(fields)
      const known = Object.keys(fields).filter((name) => name in form.values)
      // The sentence above the buttons is left out only when every part of it stands beside a field.
      const elsewhere = problem instanceof AlreadyShown
      if (!elsewhere && (known.length === 0 || known.length < Object.keys(fields).length)) setError(problem)
      requestAnimationFrame(() =>
        element.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')?.focus(),
      )
    } finally {
      setSending(false)
    }
  }

  return (
    <form ref={element} onSubmit={send} noValidate>
      <Stack gap="md">
        {children}
        {error !== undefined && <ErrorBox error={error} />}
        <Group justify="flex-end" gap="xs">
          {extra}
          {onCancel && (
            <Button variant="default" onClick={onCancel} disabled={sending}>
              {t('cancel')}
            </Button>
          )}
          <Button type="submit" loading={sending} disabled={disabled} {...(danger ? { color: 'red' } : {})}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
