// Settings of one project.
import { Group, Radio, Select, Skeleton, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Project, ProjectSettings } from '~/api/types'
import { type At, changeProject, changeProjectSettings, projectQuery, projectSettingsQuery } from '~/api/queries/project'
import { MailTextSettings } from '~/features/mails'
import { MetadataSettings } from '~/features/metadata'
import { ProjectNumberingSettings } from '~/features/numbering'
import { ErrorBox, Form, toast, useForm } from '~/ui'
import { Closeout } from './Closeout'
import { ProjectPolicyForm } from './ProjectPolicyForm'
import { SettingsTabs } from './SettingsTabs'
import { timezones } from './timezones'

type Save = (body: Parameters<typeof changeProjectSettings>[1]) => Promise<void>

export function ProjectSettingsPage({
  at,
  tab,
  field,
  onTab,
}: {
  at: At
  tab: string | undefined
  /** The field that is open, by its key. */
  field: string | undefined
  onTab: (tab: string, field?: string) => void
}) {
  const { t } = useTranslation('settings')
  const client = useQueryClient()
  const { data: project } = useSuspenseQuery(projectQuery(at))
  const settings = useQuery(projectSettingsQuery(at))
  if (settings.error) return <ErrorBox error={settings.error} onRetry={() => void settings.refetch()} />
  if (!settings.data) return <Skeleton m="lg" height={240} />
  const data = settings.data
  const save: Save = async (body) => {
    client.setQueryData(projectSettingsQuery(at).queryKey, await changeProjectSettings(at, body))
    toast(t('saved'))
  }
  return (
    <SettingsTabs
      tab={tab}
      onTab={onTab}
      sections={[
        ['general', () => <General key={project.version} at={at} project={project} />],
        [
          'external_access',
          () => (
            <ProjectPolicyForm
              organisation={data.external_access.organisation}
              project={data.external_access.project ?? {}}
              onSave={(external_access) => save({ external_access })}
            />
          ),
        ],
        ['metadata', () => <MetadataSettings at={at} field={field} onField={(key) => onTab('metadata', key)} />],
        ['numbering', () => <ProjectNumberingSettings at={at} />],
        ['register', () => <Register register={data.register} save={save} />],
        ['work_packages', () => <WorkPackages packages={data.work_packages} save={save} />],
        [
          'mail_texts',
          () => (
            <MailTextSettings
              at={at}
              mail={field}
              abilities={project.abilities}
              onMail={(mail) => onTab('mail_texts', mail)}
            />
          ),
        ],
        ['closing', () => <Closeout at={at} />],
      ]}
    />
  )
}

function General({ at, project }: { at: At; project: Project }) {
  const { t } = useTranslation('settings')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const form = useForm({
    reference: project.reference,
    name: project.name,
    description: project.description,
    timezone: project.timezone,
    starts_on: project.starts_on ?? '',
    ends_on: project.ends_on ?? '',
  })
  return (
    <Form
      form={form}
      submit={ui('save')}
      onSubmit={async (values) => {
        const changed = await changeProject(at, {
          ...values,
          starts_on: values.starts_on || undefined,
          ends_on: values.ends_on || undefined,
          version: project.version,
        })
        client.setQueryData(projectQuery(at).queryKey, changed)
        toast(t('saved'))
      }}
    >
      <TextInput label={t('general.reference')} required {...form.text('reference')} />
      <TextInput label={t('general.name')} required {...form.text('name')} />
      <Textarea label={t('general.description')} autosize minRows={2} {...form.text('description')} />
      <Select
        label={t('general.timezone')}
        searchable
        allowDeselect={false}
        limit={100}
        data={timezones(project.timezone)}
        value={form.values.timezone}
        onChange={(zone) => form.set('timezone', zone ?? 'UTC')}
        error={form.errors['timezone']}
      />
      <Group grow align="flex-start">
        <TextInput type="date" label={t('general.starts_on')} {...form.text('starts_on')} />
        <TextInput type="date" label={t('general.ends_on')} {...form.text('ends_on')} />
      </Group>
    </Form>
  )
}

function Register({ register, save }: { register: ProjectSettings['register']; save: Save }) {
  const { t } = useTranslation('settings')
  const { t: ui } = useTranslation('ui')
  const form = useForm(register)
  return (
    <Form form={form} submit={ui('save')} onSubmit={(values) => save({ register: values })}>
      <Switch
        label={t('register.all_uploads_need_acceptance')}
        description={t('register.hint')}
        {...form.check('all_uploads_need_acceptance')}
      />
      <Radio.Group
        label={t('register.revision_codes')}
        value={form.values.revision_codes}
        onChange={(codes) => form.set('revision_codes', codes === 'p_c' ? 'p_c' : 'free')}
        error={form.errors['revision_codes']}
      >
        <Stack gap={4} mt={4}>
          <Radio value="free" label={t('register.free')} />
          <Radio value="p_c" label={t('register.p_c')} description={t('register.p_cHint')} />
        </Stack>
      </Radio.Group>
    </Form>
  )
}

function WorkPackages({ packages, save }: { packages: ProjectSettings['work_packages']; save: Save }) {
  const { t } = useTranslation('settings')
  const { t: ui } = useTranslation('ui')
  const form = useForm(packages)
  return (
    <Form form={form} submit={ui('save')} onSubmit={(values) => save({ work_packages: values })}>
      <Radio.Group
        label={t('work_packages.submit_with_active_workflows')}
        value={form.values.submit_with_active_workflows}
        onChange={(value) => form.set('submit_with_active_workflows', value === 'refuse' ? 'refuse' : 'warn')}
        error={form.errors['submit_with_active_workflows']}
      >
        <Stack gap={4} mt={4}>
          <Radio value="warn" label={t('work_packages.warn')} />
          <Radio value="refuse" label={t('work_packages.refuse')} />
        </Stack>
      </Radio.Group>
    </Form>
  )
}
