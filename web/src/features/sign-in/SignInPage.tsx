// E-mail and password. The answer never tells which of the two was wrong.
import { Alert, Anchor, PasswordInput, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { meQuery, signIn } from '~/api/queries/session'
import { Form, useForm } from '~/ui'
import { Door } from './Door'

export function SignInPage({ next, onSignedIn }: { next?: string | undefined; onSignedIn: () => void }) {
  const { t } = useTranslation('sign-in')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const form = useForm({ email: '', password: '' })
  return (
    <Door title={t('title')}>
      {next && <Alert color="gray">{t('signedOut')}</Alert>}
      <Form
        form={form}
        submit={t('submit')}
        onSubmit={async ({ email, password }) => {
          const me = await signIn(email, password)
          client.clear()
          client.setQueryData(meQuery.queryKey, me)
          onSignedIn()
        }}
        extra={
          <Anchor component={Link} to="/reset" size="sm" me="auto">
            {t('forgot')}
          </Anchor>
        }
      >
        <TextInput label={t('email')} type="email" autoComplete="username" required autoFocus {...form.text('email')} />
        <PasswordInput
          label={t('password')}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': ui('passwordShow') }}
          {...form.text('password')}
        />
      </Form>
    </Door>
  )
}
