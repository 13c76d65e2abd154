// What can be done with a workflow template as a whole.
import { Select, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { may, refusal } from '~/api/abilities'
import { type At, projectChoicesQuery } from '~/api/queries/project'
import { workflowMayQuery } from '~/api/queries/runs'
import { cloneTemplate, createTemplate, deleteTemplate, moveTemplate, templateQuery, templatesKey } from '~/api/queries/workflows'
import type { Template, TemplateItem } from '~/api/types'
import { type Action, FormDialog, toast, useConfirm, useDialog, useForm } from '~/ui'
import { CATEGORIES } from './plan'

export function useTemplateActions(at: At): (template: Template | TemplateItem) => Action[] {
  const { t } = useTranslation('workflows')
  const { t: runs } = useTranslation('runs')
  const client = useQueryClient()
  const { data: running } = useQuery(workflowMayQuery(at))
  const confirm = useConfirm()
  const open = useDialog()
  const navigate = useNavigate()
  const refresh = () => client.invalidateQueries({ queryKey: templatesKey(at) })
  return (template) => {
    const not = (act: string) => refusal(template.abilities, `workflow_template.${act}`, t('refused'))
    const { id, name, version } = template
    return [
      ...(template.state === 'active' && may(running, 'workflow.start')
        ? [{ id: 'start', label: runs('new'), run: () => void navigate({ to: '/o/$org/p/$project/workflows/new', params: at, search: { template: id } }) }]
        : []),
      {
        id: 'clone',
        label: t('clone'),
        refusal: not('clone'),
        run: () => open((close) => <CloneDialog at={at} template={template} onClose={close} />),
      },
      {
        id: 'archive',
        label: t('archive'),
        refusal: not('archive'),
        run: () =>
          void confirm({
            title: t('archiveTitle', { name }),
            text: t('archiveText'),
            action: t('archive'),
            run: async () => client.setQueryData(templateQuery(at, id).queryKey, await moveTemplate(at, id, 'archive', version)),
          }).then((done) => {
            if (!done) return
            toast(t('archived', { name }))
            void refresh()
          }),
      },
      {
        id: 'delete',
        label: t('delete'),
        danger: true,
        refusal: not('delete'),
        run: () =>
          void confirm({ title: t('deleteTitle', { name }), text: t('deleteText'), action: t('delete'), danger: true, run: () => deleteTemplate(at, id) }).then((done) => {
            if (!done) return
            toast(t('deleted', { name }))
            void navigate({ to: '/o/$org/p/$project/workflows', params: at, search: { tab: 'templates' } })
            void client.invalidateQueries({ queryKey: templatesKey(at), predicate: ({ queryKey }) => !queryKey.includes('one') })
          }),
      },
    ]
  }
}

function CloneDialog({ at, template, onClose }: { at: At; template: Template | TemplateItem; onClose: () => void }) {
  const { t } = useTranslation('workflows')
  const client = useQueryClient()
  const navigate = useNavigate()
  const projects = useQuery(projectChoicesQuery(at.org))
  const form = useForm({ name: t('copyOf', { name: template.name }).slice(0, 120), project_id: at.project })
  return (
    <FormDialog
      title={t('cloneTitle', { name: template.name })}
      form={form}
      submit={t('clone')}
      disabled={form.values.name.trim() === ''}
      onClose={onClose}
      onSubmit={async ({ name, project_id }) => {
        const copy = await cloneTemplate(at, template.id, { name: name.trim(), ...(project_id === at.project ? {} : { project_id }) })
        const there = { org: at.org, project: project_id }
        void client.invalidateQueries({ queryKey: templatesKey(there) })
        toast(t('cloned', { name: copy.name }))
        void navigate({ to: '/o/$org/p/$project/workflows/templates/$template', params: { ...there, template: copy.id } })
      }}
    >
      <TextInput label={t('template.name')} required maxLength={120} data-autofocus {...form.text('name')} />
      <Select
        label={t('cloneInto')}
        description={form.values.project_id === at.project ? undefined : t('cloneGroups')}
        allowDeselect={false}
        searchable
        data={(projects.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={form.values.project_id}
        error={form.errors['project_id']}
        onChange={(id) => form.set('project_id', id ?? at.project)}
      />
    </FormDialog>
  )
}

export function NewTemplateDialog({ at, onClose }: { at: At; onClose: () => void }) {
  const { t } = useTranslation('workflows')
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useForm({ name: '', category: 'Review' })
  return (
    <FormDialog
      title={t('new')}
      form={form}
      submit={t('draw')}
      disabled={form.values.name.trim() === ''}
      onClose={onClose}
      onSubmit={async ({ name, category }) => {
        const made = await createTemplate(at, { name: name.trim(), category })
        void client.invalidateQueries({ queryKey: templatesKey(at) })
        void navigate({ to: '/o/$org/p/$project/workflows/templates/$template', params: { ...at, template: made.id } })
      }}
    >
      <TextInput label={t('template.name')} required maxLength={120} data-autofocus {...form.text('name')} />
      <Select
        label={t('template.category')}
        allowDeselect={false}
        data={[...CATEGORIES]}
        value={form.values.category}
        error={form.errors['category']}
        onChange={(category) => form.set('category', category ?? 'General')}
      />
    </FormDialog>
  )
}
