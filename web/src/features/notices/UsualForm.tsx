// How the organisation tells its people what happened, where they choose nothing else.
import { Group, NumberInput, Select } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import type { OrganisationSettings, SettingsEdit } from '~/api/types'
import { Form, useForm } from '~/ui'
import { usualWords, weekdayName } from './usual'

type Section = OrganisationSettings['notifications']

export function UsualForm({
  notifications,
  timezone,
  onSave,
}: {
  notifications: Section
  timezone: string
  onSave: (notifications: NonNullable<SettingsEdit['notifications']>) => Promise<void>
}) {
  const { t, i18n } = useTranslation('notices')
  const { t: ui } = useTranslation('ui')
  const form = useForm(notifications)
  const usual = usualWords({ ...form.values, timezone }, i18n.language)
  return (
    <Form form={form} submit={ui('save')} onSubmit={(values) => onSave(values)}>
      <Select
        label={t('rhythm.label')}
        description={t('usual.hint')}
        allowDeselect={false}
        data={(['at_once', 'daily', 'weekly'] as const).map((value) => ({ value, label: t(`rhythm.${value}`, usual) }))}
        value={form.values.digest}
        onChange={(digest) => form.set('digest', (digest ?? 'at_once') as Section['digest'])}
        error={form.errors['digest']}
      />
      <Group grow align="flex-start">
        <Select
          label={t('usual.hour')}
          description={t('usual.hourHint', { timezone })}
          allowDeselect={false}
          data={Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: `${String(hour).padStart(2, '0')}:00` }))}
          value={String(form.values.hour)}
          onChange={(hour) => form.set('hour', Number(hour ?? 8))}
          error={form.errors['hour']}
        />
        <Select
          label={t('usual.weekday')}
          allowDeselect={false}
          data={[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: weekdayName(day, i18n.language) }))}
          value={String(form.values.weekday)}
          onChange={(weekday) => form.set('weekday', Number(weekday ?? 1))}
          error={form.errors['weekday']}
        />
      </Group>
      <NumberInput
        label={t('usual.keep')}
        description={t('usual.keepHint')}
        min={30}
        max={3650}
        allowDecimal={false}
        value={form.values.keep_days}
        onChange={(days) => form.set('keep_days', Number(days))}
        error={form.errors['keep_days']}
      />
    </Form>
  )
}
