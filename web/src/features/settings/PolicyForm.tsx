// The policy of external access, for an organisation and, stricter only, for a project.
import { useWords } from '~/lib/words'
import { NumberInput, Select, Switch, Text, Title } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import type { SharePolicy } from '~/api/types'
import { Form, useForm } from '~/ui'

const TRI = ['off', 'optional', 'required'] as const
const SWITCHES = [
  'allow_custom_expiry',
  'creators_may_override_count',
  'initiators_may_share',
  'allow_download',
  'send_share_emails',
] as const

export function PolicyForm({ policy, onSave }: { policy: SharePolicy; onSave: (policy: SharePolicy) => Promise<void> }) {
  const { t } = useTranslation('settings')
  const words = useWords()
  const { t: ui } = useTranslation('ui')
  const form = useForm(policy)
  const number = (key: 'default_days' | 'max_days' | 'default_max_opens' | 'external_default_days' | 'external_max_days', hint?: string) => (
    <NumberInput
      label={t(`access.${key}`)}
      description={hint}
      min={key === 'default_max_opens' ? 0 : 1}
      allowDecimal={false}
      value={form.values[key]}
      onChange={(value) => form.set(key, Number(value) || 0)}
      error={form.errors[key]}
    />
  )
  return (
    <Form
      form={form}
      submit={ui('save')}
      onSubmit={onSave}
    >
      <Title order={2}>{t('access.guests')}</Title>
      <Switch
        label={t('access.guest_sharing_enabled')}
        description={t('access.guestOffHint')}
        {...form.check('guest_sharing_enabled')}
      />
      {number('default_days')}
      {number('max_days', t('access.maxHint'))}
      {number('default_max_opens')}
      {SWITCHES.map((key) => (
        <Switch key={key} label={t(`access.${key}`)} {...form.check(key)} />
      ))}
      {(['password', 'name', 'email'] as const).map((key) => (
        <Select
          key={key}
          label={t(`access.${key}`)}
          allowDeselect={false}
          data={TRI.map((value) => ({ value, label: words('tri', value) }))}
          value={form.values[key]}
          onChange={(value) => form.set(key, TRI.find((one) => one === value) ?? 'optional')}
          error={form.errors[key]}
        />
      ))}
      <Select
        label={t('access.confidential')}
        allowDeselect={false}
        data={[
          { value: 'no', label: t('access.confidentialNo') },
          { value: 'project_admin', label: t('access.confidentialAdmin') },
        ]}
        value={form.values.confidential}
        onChange={(value) => form.set('confidential', value === 'no' ? 'no' : 'project_admin')}
        error={form.errors['confidential']}
      />
      <Title order={2} mt="md">
        {t('access.externals')}
      </Title>
      {number('external_default_days')}
      {number('external_max_days')}
      <Text size="xs" c="dimmed">
        {t('access.onlyStricter')}
      </Text>
    </Form>
  )
}
