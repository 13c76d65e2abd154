// Settings of the organisation.
import { useWords } from '~/lib/words'
import { ColorInput, FileButton, Button, Group, Radio, Select, Skeleton, Stack, Switch, TagsInput, Text, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import type { OrganisationSettings, SettingsEdit } from '~/api/types'
import { changeSettings, deleteLogo, logoUrl, organisationQuery, putLogo, settingsQuery } from '~/api/queries/organisation'
import { MailTextSettings } from '~/features/mails'
import { MetadataSettings } from '~/features/metadata'
import { UsualForm } from '~/features/notices'
import { OrganisationNumberingSettings } from '~/features/numbering'
import { TransmittalSettings } from '~/features/transmittals'
import { ErrorBox, Form, toast, useForm } from '~/ui'
import { PolicyForm } from './PolicyForm'
import { type SettingsTab, SettingsTabs } from './SettingsTabs'
import { timezones } from './timezones'

export function OrganisationSettingsPage({
  org,
  tab,
  field,
  onTab,
}: {
  org: string
  tab: string | undefined
  /** The field that is open, by its key. */
  field: string | undefined
  onTab: (tab: string, field?: string) => void
}) {
  const client = useQueryClient()
  const { t } = useTranslation('settings')
  const { data: organisation } = useSuspenseQuery(organisationQuery(org))
  const settings = useQuery(settingsQuery(org))
  if (settings.error) return <ErrorBox error={settings.error} onRetry={() => void settings.refetch()} />
  if (!settings.data) return <Skeleton m="lg" height={240} />
  const data = settings.data
  const save = async (body: SettingsEdit) => {
    client.setQueryData(settingsQuery(org).queryKey, await changeSettings(org, body))
    void client.invalidateQueries({ queryKey: organisationQuery(org).queryKey, exact: true })
    toast(t('saved'))
  }
  const sections: [SettingsTab, () => ReactNode][] = [
    ['general', () => <General org={org} hasLogo={organisation.has_logo} general={data.general} save={save} />],
    [
      'external_access',
      () => <PolicyForm policy={data.external_access} onSave={(external_access) => save({ external_access })} />,
    ],
    ['metadata', () => <MetadataSettings at={{ org }} field={field} onField={(key) => onTab('metadata', key)} />],
    ['numbering', () => <OrganisationNumberingSettings org={org} />],
    ['transmittals', () => <TransmittalSettings org={org} defaults={data.transmittals} onSave={(transmittals) => save({ transmittals })} />],
    [
      'notifications',
      () => (
        <UsualForm
          notifications={data.notifications}
          timezone={data.general.timezone}
          onSave={(notifications) => save({ notifications })}
        />
      ),
    ],
    [
      'mail_texts',
      () => <MailTextSettings at={{ org }} mail={field} abilities={data.abilities} onMail={(mail) => onTab('mail_texts', mail)} />,
    ],
  ]
  if (may(organisation.abilities, 'organisation.security')) {
    sections.splice(1, 0, ['security', () => <Security security={data.security} save={save} />])
  }
  return <SettingsTabs tab={tab} onTab={onTab} sections={sections} />
}

type Save = (body: SettingsEdit) => Promise<void>

const DATE_FORMATS = ['YYYY-MM-DD', 'DD/MM/YYYY', 'MM/DD/YYYY']

function General({
  org,
  hasLogo,
  general,
  save,
}: {
  org: string
  hasLogo: boolean
  general: OrganisationSettings['general']
  save: Save
}) {
  const { t } = useTranslation('settings')
  const { t: ui } = useTranslation('ui')
  const form = useForm(general)
  return (
    <Stack gap="xl">
      <Form form={form} submit={ui('save')} onSubmit={(values) => save({ general: values })}>
        <TextInput label={t('general.name')} required {...form.text('name')} />
        <TextInput
          type="email"
          label={t('general.contact_email')}
          description={t('general.contactHint')}
          {...form.text('contact_email')}
        />
        <Group grow align="flex-start">
          <Select
            label={t('general.timezone')}
            searchable
            allowDeselect={false}
            limit={100}
            data={timezones(general.timezone)}
            value={form.values.timezone}
            onChange={(zone) => form.set('timezone', zone ?? 'UTC')}
            error={form.errors['timezone']}
          />
          <Select
            label={t('general.date_format')}
            allowDeselect={false}
            data={[...new Set([general.date_format, ...DATE_FORMATS])]}
            value={form.values.date_format}
            onChange={(format) => form.set('date_format', format ?? general.date_format)}
            error={form.errors['date_format']}
          />
        </Group>
        <ColorInput
          label={t('general.colour')}
          description={t('general.colourHint')}
          format="hex"
          eyeDropperButtonProps={{ 'aria-label': t('general.colour') }}
          {...form.field('colour')}
        />
      </Form>
      <Logo org={org} hasLogo={hasLogo} />
    </Stack>
  )
}

function Logo({ org, hasLogo }: { org: string; hasLogo: boolean }) {
  const { t } = useTranslation('settings')
  const client = useQueryClient()
  const [version, setVersion] = useState(0)
  const [error, setError] = useState<unknown>()
  const changed = async (message: string) => {
    setVersion(version + 1)
    toast(message)
    await client.invalidateQueries({ queryKey: organisationQuery(org).queryKey, exact: true })
  }
  return (
    <Stack gap="xs">
      <Text fw={600}>{t('general.logo')}</Text>
      <Text size="xs" c="dimmed">
        {t('general.logoHint')}
      </Text>
      <Group>
        {hasLogo && <img src={`${logoUrl(org)}?v=${version}`} alt={t('general.logo')} height={48} />}
        <FileButton
          accept="image/png"
          onChange={(file) => {
            setError(undefined)
            if (file) putLogo(org, file).then(() => changed(t('general.logoSaved')), setError)
          }}
        >
          {(props) => (
            <Button variant="default" {...props}>
              {t('general.logoChoose')}
            </Button>
          )}
        </FileButton>
        {hasLogo && (
          <Button
            variant="default"
            onClick={() => void deleteLogo(org).then(() => changed(t('general.logoRemoved')), setError)}
          >
            {t('general.logoRemove')}
          </Button>
        )}
      </Group>
      <ErrorBox error={error} />
    </Stack>
  )
}

const ROLES = ['reviewer', 'initiator', 'viewer'] as const

function Security({ security, save }: { security: OrganisationSettings['security']; save: Save }) {
  const { t } = useTranslation('settings')
  const { t: ui } = useTranslation('ui')
  const words = useWords()
  const form = useForm({
    default_project_role: security.default_project_role,
    mode: security.file_types.mode,
    extensions: security.file_types.extensions,
    active_templates_reserved: security.active_templates_reserved,
  })
  return (
    <Form
      form={form}
      submit={ui('save')}
      onSubmit={({ default_project_role, mode, extensions, active_templates_reserved }) =>
        save({ security: { default_project_role, file_types: { mode, extensions }, active_templates_reserved } })
      }
    >
      <Select
        label={t('security.role')}
        allowDeselect={false}
        data={ROLES.map((role) => ({ value: role, label: words('projectRole', role) }))}
        value={form.values.default_project_role}
        onChange={(role) => form.set('default_project_role', role ?? 'reviewer')}
        error={form.errors['default_project_role']}
      />
      <Radio.Group
        label={t('security.types')}
        value={form.values.mode}
        onChange={(mode) => form.set('mode', mode === 'allowlist' ? 'allowlist' : 'all')}
        error={form.errors['mode']}
      >
        <Stack gap={4} mt={4}>
          <Radio value="all" label={t('security.all')} />
          <Radio value="allowlist" label={t('security.allowlist')} />
        </Stack>
      </Radio.Group>
      {form.values.mode === 'allowlist' && (
        <TagsInput
          label={t('security.extensions')}
          description={t('security.extensionsHint')}
          splitChars={[',', ' ', ';']}
          {...form.field('extensions')}
        />
      )}
      <Switch
        label={t('security.templates')}
        description={t('security.templatesHint')}
        checked={form.values.active_templates_reserved}
        onChange={(event) => form.set('active_templates_reserved', event.currentTarget.checked)}
      />
    </Form>
  )
}
