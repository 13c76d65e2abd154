// The one form shell: keeps what was typed, shows the server's field errors beside their fields and the
// rest above the buttons, and is sent once at a time. Nothing typed or sent while an answer is awaited is lost:
// emptying the form leaves it alone, and what was sent meanwhile follows when the answer is there.
import { Button, Group, Loader, Stack } from '@mantine/core'
import { type FormEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AlreadyShown, type FieldErrors, isProblem } from '~/lib/problem'
import { ErrorBox } from './ErrorBox'

/** What is on its way to the server, and what was sent behind it. */
type Flight<Values> = { sent: Values; next: Values | undefined }

export type FormState<Values> = {
  values: Values
  set: <Key extends keyof Values>(key: Key, value: Values[Key]) => void
  /** Begins anew with these values; those that were typed since the form was sent stay. */
  reset: (values: Values) => void
  /** For the form itself. */
  flight: RefObject<Flight<Values> | undefined>
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
  const flight = useRef<Flight<Values> | undefined>(undefined)
  const set: FormState<Values>['set'] = (key, value) => {
    setValues((old) => ({ ...old, [key]: value }))
    setErrors((old) => (key in old ? Object.fromEntries(Object.entries(old).filter(([name]) => name !== key)) : old))
  }
  return {
    values,
    set,
    reset: (fresh) => {
      const away = flight.current
      setValues((old) => (!away ? fresh : away.next ? old : { ...fresh, ...changes(away.sent, old) }))
      setErrors({})
    },
    flight,
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

const changes = <Values extends object>(from: Values, to: Values) =>
  Object.fromEntries(Object.entries(to).filter(([key, value]) => !Object.is(value, from[key as keyof Values]))) as Partial<Values>

export function Form<Values extends object>({
  form,
  onSubmit,
  submit,
  onCancel,
  cancel,
  children,
  danger = false,
  disabled = false,
  extra,
}: {
  form: FormState<Values>
  onSubmit: (values: Values) => Promise<unknown>
  submit: string
  onCancel?: () => void
  cancel?: string | undefined
  children: ReactNode
  danger?: boolean
  disabled?: boolean
  extra?: ReactNode
}) {
  const { t } = useTranslation('ui')
  const [sending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  const element = useRef<HTMLFormElement>(null)

  // The next round of a form calls what its newest rendering would.
  const submitting = useRef(onSubmit)
  useEffect(() => {
    submitting.current = onSubmit
  })
  const gone = useRef(false)
  useEffect(() => {
    gone.current = false
    return () => {
      gone.current = true
    }
  }, [])

  async function send(event: FormEvent) {
    event.preventDefault()
    const away = form.flight.current
    if (away) {
      // A second press of what is on its way already means no more than the first.
      if (Object.keys(changes(away.next ?? away.sent, form.values)).length > 0) away.next = form.values
      return
    }
    setSending(true)
    for (let next: Values | undefined = form.values; next && !gone.current; ) {
      const flight: Flight<Values> = { sent: next, next: undefined }
      form.flight.current = flight
      await attempt(next)
      next = flight.next
    }
    form.flight.current = undefined
    setSending(false)
  }

  async function attempt(values: Values) {
    setError(undefined)
    form.setErrors({})
    try {
      await submitting.current(values)
    } catch (problem) {
      const fields = isProblem(problem) ? problem.fields : {}
      form.setErrors(fields)
      const known = Object.keys(fields).filter((name) => name in values)
      // The sentence above the buttons is left out only when every part of it stands beside a field.
      const elsewhere = problem instanceof AlreadyShown
      if (!elsewhere && (known.length === 0 || known.length < Object.keys(fields).length)) setError(problem)
      requestAnimationFrame(() =>
        element.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')?.focus(),
      )
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
              {cancel ?? t('cancel')}
            </Button>
          )}
          <Button
            type="submit"
            // Busy rather than disabled: it keeps the focus, and Enter in a field goes on sending the form.
            aria-busy={sending || undefined}
            disabled={disabled && !sending}
            leftSection={sending && <Loader size={14} color="currentColor" aria-hidden />}
            {...(danger ? { color: 'red' } : {})}
          >
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
