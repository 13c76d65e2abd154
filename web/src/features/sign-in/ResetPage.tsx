// Asking for a reset, and choosing the new password with the link's token. The token stays in the address's
// fragment, which no server sees, until the person acts.
import { Anchor, Button, PasswordInput, Text, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { askReset, checkReset, completeReset } from '~/api/queries/session'
import { ErrorBox, Form, useForm } from '~/ui'
import { Door } from './Door'

export function ResetPage({ token }: { token: string }) {
  return token ? <Complete token={token} /> : <Ask />
}

function Back() {
  const { t } = useTranslation('sign-in')
  return (
    <Anchor component={Link} to="/sign-in" size="sm">
      {t('reset.back')}
    </Anchor>
  )
}

function Ask() {
  const { t } = useTranslation('sign-in')
  const form = useForm({ email: '' })
  const [sent, setSent] = useState(false)
  if (sent) {
    return (
      <Door title={t('reset.sent')}>
        <Text role="status">{t('reset.intro')}</Text>
        <Back />
      </Door>
    )
  }
  return (
    <Door title={t('reset.title')}>
      <Form
        form={form}
        submit={t('reset.ask')}
        onSubmit={async ({ email }) => {
          await askReset(email)
          setSent(true)
        }}
        extra={<Back />}
      >
        <TextInput label={t('email')} type="email" autoComplete="username" required autoFocus {...form.text('email')} />
      </Form>
    </Door>
  )
}

function Complete({ token }: { token: string }) {
  const { t } = useTranslation('sign-in')
  const { t: ui } = useTranslation('ui')
  const form = useForm({ password: '' })
  const [hint, setHint] = useState<string>()
  const [state, setState] = useState<'closed' | 'checking' | 'open' | 'dead' | 'done'>('closed')
  const [error, setError] = useState<unknown>()

  async function check() {
    setState('checking')
    setError(undefined)
    try {
      setHint((await checkReset(token)).email_hint)
      setState('open')
    } catch (problem) {
      setError(problem)
      setState('dead')
    }
  }

  if (state === 'dead') {
    return (
      <Door title={t('reset.dead')}>
        <ErrorBox error={error} title={t('reset.deadText')} onRetry={check} />
        <Button component={Link} to="/reset" variant="default" reloadDocument>
          {t('reset.title')}
        </Button>
      </Door>
    )
  }
  if (state === 'done') {
    return (
      <Door title={t('reset.done')}>
        <Text role="status">{t('reset.doneText')}</Text>
        <Button component={Link} to="/sign-in">
          {t('submit')}
        </Button>
      </Door>
    )
  }
  if (state !== 'open') {
    return (
      <Door title={t('reset.choose')}>
        <Button loading={state === 'checking'} onClick={check}>
          {t('reset.choose')}
        </Button>
        <Back />
      </Door>
    )
  }
  return (
    <Door title={t('reset.choose')}>
      <Text c="dimmed">{t('reset.for', { email: hint })}</Text>
      <Form
        form={form}
        submit={t('reset.save')}
        onSubmit={async ({ password }) => {
          await completeReset(token, password)
          setState('done')
        }}
      >
        <PasswordInput
          label={t('newPassword')}
          autoComplete="new-password"
          required
          autoFocus
          visibilityToggleButtonProps={{ 'aria-label': ui('passwordShow') }}
          {...form.text('password')}
        />
      </Form>
    </Door>
  )
}
