// The person's own account: name, theme, password, and every place they are signed in.
import { Divider, PasswordInput, SegmentedControl, Stack, Text, TextInput, Title, useMantineColorScheme } from '@mantine/core'
import '~/theme/late.css'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { changeMe, changePassword, meQuery, sessionsKey } from '~/api/queries/session'
import { Form, Page, PageHeader, toast, toastError, useForm } from '~/ui'
import { Sessions } from './Sessions'

export function AccountPage({ onSignedOut }: { onSignedOut: () => void }) {
  const { t } = useTranslation('account')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const { data: me } = useSuspenseQuery(meQuery)
  const profile = useForm({ name: me.account.name })
  return (
    <Page scroll>
      <PageHeader title={t('title')} />
      <Stack gap="xl" p="lg" pt="sm" maw={640}>
        <section>
          <Title order={2} mb="sm">
            {t('person')}
          </Title>
          <Form
            form={profile}
            submit={ui('save')}
            disabled={profile.values.name === me.account.name}
            onSubmit={async ({ name }) => {
              client.setQueryData(meQuery.queryKey, await changeMe({ name }))
              toast(ui('saved'))
            }}
          >
            <TextInput label={t('name')} autoComplete="name" required {...profile.text('name')} />
            <TextInput label={t('email')} value={me.account.email} readOnly />
          </Form>
        </section>
        <Divider />
        <Appearance theme={me.account.theme} />
        <Divider />
        <Password />
        <Divider />
        <Sessions onSignedOut={onSignedOut} />
      </Stack>
    </Page>
  )
}

function Appearance({ theme }: { theme: string }) {
  const { t } = useTranslation('account')
  const client = useQueryClient()
  const { setColorScheme } = useMantineColorScheme()
  return (
    <section>
      <Title order={2} mb="sm">
        {t('appearance')}
      </Title>
      <Text id="theme-label" size="sm" mb={4}>
        {t('theme.label')}
      </Text>
      <SegmentedControl
        aria-labelledby="theme-label"
        value={theme}
        onChange={(value) => {
          const next = value as 'light' | 'dark' | 'system'
          setColorScheme(next === 'system' ? 'auto' : next)
          changeMe({ theme: next }).then((answer) => client.setQueryData(meQuery.queryKey, answer), toastError)
        }}
        data={(['light', 'dark', 'system'] as const).map((value) => ({ value, label: t(`theme.${value}`) }))}
      />
    </section>
  )
}

function Password() {
  const { t } = useTranslation('account')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const form = useForm({ current: '', new: '' })
  const show = { visibilityToggleButtonProps: { 'aria-label': ui('passwordShow') } }
  return (
    <section>
      <Title order={2} mb="sm">
        {t('password.title')}
      </Title>
      <Form
        form={form}
        submit={t('password.submit')}
        onSubmit={async (values) => {
          await changePassword(values)
          form.reset({ current: '', new: '' })
          void client.invalidateQueries({ queryKey: sessionsKey })
          toast(t('password.changed'))
        }}
      >
        <PasswordInput
          label={t('password.current')}
          autoComplete="current-password"
          required
          {...show}
          {...form.text('current')}
        />
        <PasswordInput label={t('password.new')} autoComplete="new-password" required {...show} {...form.text('new')} />
      </Form>
    </section>
  )
}
