// A project's own policy: each setting either follows the organisation or is stricter. What would be looser
// is refused by the server; what is only one choice away from it is not offered at all.
import { useWords } from '~/lib/words'
import { NumberInput, Select, Text } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import type { SharePolicy } from '~/api/types'
import { Form, useForm } from '~/ui'

const SWITCHES = [
  'guest_sharing_enabled',
  'allow_custom_expiry',
  'creators_may_override_count',
  'initiators_may_share',
  'allow_download',
  'send_share_emails',
] as const
const NUMBERS = ['default_days', 'max_days', 'default_max_opens', 'external_default_days', 'external_max_days'] as const
const TRI = ['off', 'optional', 'required'] as const

type Values = Record<(typeof SWITCHES)[number], '' | 'no'> &
  Record<(typeof NUMBERS)[number], number | ''> &
  Record<'password' | 'name' | 'email', string> & { confidential: string }

const INHERIT = ''

export function toValues(project: Partial<SharePolicy>): Values {
  const values: Record<string, string | number> = {}
  for (const key of SWITCHES) values[key] = project[key] === false ? 'no' : INHERIT
  for (const key of NUMBERS) values[key] = project[key] ?? INHERIT
  for (const key of ['password', 'name', 'email', 'confidential'] as const) values[key] = project[key] ?? INHERIT
  return values as Values
}

/** Only what differs from the organisation; the rest follows it, also when it changes later. */
export function fromValues(values: Values): Partial<SharePolicy> {
  const policy: Record<string, unknown> = {}
  for (const key of SWITCHES) if (values[key] === 'no') policy[key] = false
  for (const key of NUMBERS) if (values[key] !== INHERIT) policy[key] = values[key]
  for (const key of ['password', 'name', 'email', 'confidential'] as const) {
    if (values[key] !== INHERIT) policy[key] = values[key]
  }
  return policy
}

export function ProjectPolicyForm({
  organisation,
  project,
  onSave,
}: {
  organisation: SharePolicy
  project: Partial<SharePolicy>
  onSave: (policy: Partial<SharePolicy>) => Promise<void>
}) {
  const { t } = useTranslation('settings')
  const words = useWords()
  const { t: ui } = useTranslation('ui')
  const form = useForm(toValues(project))
  const { values } = form
  const said = (value: string | number) => t('access.organisation', { value })
  const inherit = { value: INHERIT, label: t('access.inherit') }
  return (
    <Form form={form} submit={ui('save')} onSubmit={(sent) => onSave(fromValues(sent))}>
      <Text c="dimmed">{t('access.onlyStricter')}</Text>
      {SWITCHES.map((key) => (
        <Select
          key={key}
          label={t(`access.${key}`)}
          description={said(organisation[key] ? t('access.on') : t('access.offWord'))}
          allowDeselect={false}
          disabled={!organisation[key]}
          data={[inherit, { value: 'no', label: t('access.offWord') }]}
          value={values[key]}
          onChange={(value) => form.set(key, value === 'no' ? 'no' : INHERIT)}
          error={form.errors[key]}
        />
      ))}
      {NUMBERS.map((key) => (
        <NumberInput
          key={key}
          label={t(`access.${key}`)}
          description={said(organisation[key])}
          placeholder={t('access.inherit')}
          min={key === 'default_max_opens' ? 0 : 1}
          max={key === 'default_max_opens' ? undefined : organisation[key]}
          allowDecimal={false}
          value={values[key]}
          onChange={(value) => form.set(key, value === '' ? INHERIT : Number(value))}
          error={form.errors[key]}
        />
      ))}
      {(['password', 'name', 'email'] as const).map((key) => (
        <Select
          key={key}
          label={t(`access.${key}`)}
          description={said(words('tri', organisation[key]))}
          allowDeselect={false}
          data={[inherit, ...TRI.map((value) => ({ value: value as string, label: words('tri', value) }))]}
          value={values[key]}
          onChange={(value) => form.set(key, value ?? INHERIT)}
          error={form.errors[key]}
        />
      ))}
      <Select
        label={t('access.confidential')}
        description={said(organisation.confidential === 'no' ? t('access.confidentialNo') : t('access.confidentialAdmin'))}
        allowDeselect={false}
        disabled={organisation.confidential === 'no'}
        data={[inherit, { value: 'no', label: t('access.confidentialNo') }]}
        value={values.confidential}
        onChange={(value) => form.set('confidential', value ?? INHERIT)}
        error={form.errors['confidential']}
      />
    </Form>
  )
}
