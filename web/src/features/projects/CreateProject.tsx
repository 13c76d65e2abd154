// A new project: what it is called, when it runs, and who controls its documents first.
import { Group, Modal, Select, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { memberChoicesQuery } from '~/api/queries/organisation'
import { createProject, projectsKey } from '~/api/queries/project'
import { ErrorBox, Form, toast, useForm } from '~/ui'

export function CreateProject({ org, onClose }: { org: string; onClose: () => void }) {
  const { t } = useTranslation('projects')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const navigate = useNavigate()
  const members = useQuery(memberChoicesQuery(org))
  const form = useForm({ reference: '', name: '', description: '', starts_on: '', ends_on: '', first_controller: '' })
  return (
    <Modal opened onClose={onClose} title={t('form.title')} closeButtonProps={{ 'aria-label': ui('close') }} size={560}>
      <Form
        form={form}
        submit={t('form.submit')}
        onCancel={onClose}
        onSubmit={async (values) => {
          const project = await createProject(org, {
            reference: values.reference,
            name: values.name,
            description: values.description || undefined,
            starts_on: values.starts_on || undefined,
            ends_on: values.ends_on || undefined,
            first_controller: values.first_controller,
          })
          await client.invalidateQueries({ queryKey: projectsKey(org) })
          toast(t('form.created', { name: project.name }))
          onClose()
          await navigate({ to: '/o/$org/p/$project/register', params: { org, project: project.id }, search: {} })
        }}
      >
        <TextInput
          label={t('form.reference')}
          description={t('form.referenceHint')}
          required
          data-autofocus
          {...form.text('reference')}
        />
        <TextInput label={t('form.name')} required {...form.text('name')} />
        <Textarea label={t('form.description')} autosize minRows={2} {...form.text('description')} />
        <Group grow>
          <TextInput type="date" label={t('form.starts')} {...form.text('starts_on')} />
          <TextInput type="date" label={t('form.ends')} {...form.text('ends_on')} />
        </Group>
        {members.error && <ErrorBox error={members.error} onRetry={() => void members.refetch()} />}
        <Select
          label={t('form.controller')}
          description={t('form.controllerHint')}
          nothingFoundMessage={t('form.controllerNone')}
          required
          searchable
          // Only people of a company that controls projects can be Document Controllers.
          data={(members.data ?? []).filter(({ company }) => company?.controlling).map((member) => ({ value: member.id, label: `${member.name} (${member.email})` }))}
          value={form.values.first_controller || null}
          onChange={(value) => form.set('first_controller', value ?? '')}
          error={form.errors['first_controller']}
        />
      </Form>
    </Modal>
  )
}
