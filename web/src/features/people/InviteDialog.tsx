// Inviting people by mail, with their role, company and projects.
import { useWords } from '~/lib/words'
import { MultiSelect, Select, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { companyChoicesQuery, invitationsKey, invite, organisationQuery } from '~/api/queries/organisation'
import { projectChoicesQuery } from '~/api/queries/project'
import { daysAhead, toDateInput } from '~/lib/dates'
import { ErrorBox, FormDialog, toast, useForm } from '~/ui'
import { namingPeople, namedPeople, readLines } from './lines'
import { PROJECT_ROLES } from './roles'

export function InviteDialog({ org, onClose }: { org: string; onClose: () => void }) {
  const { t } = useTranslation('people')
  const words = useWords()
  const client = useQueryClient()
  const { data: organisation } = useQuery(organisationQuery(org))
  const companies = useQuery(companyChoicesQuery(org))
  const projects = useQuery(projectChoicesQuery(org))
  const form = useForm({
    people: '',
    role: 'member',
    company_id: '',
    projects: [] as string[],
    project_role: 'external',
    ends_on: daysAhead(Date.now(), 90),
    message: '',
  })
  const { values } = form
  const { people } = readLines(values.people)
  const roles = ['member', 'workflow_responder', 'org_manager']
  if (organisation?.role === 'org_admin') roles.push('org_admin')
  const withProjects = values.role !== 'workflow_responder'
  return (
    <FormDialog
      title={t('invite.title')}
      form={form}
      submit={people.length === 0 ? t('invite.submitNone') : t('invite.submit', { count: people.length })}
      disabled={people.length === 0}
      onClose={onClose}
      onSubmit={async () => {
        const invitations = namedPeople(values.people, (line) => t('invite.badLine', { line }))
        const external = values.project_role === 'external'
        try {
          const { items } = await invite(org, {
            invitations,
            role: values.role,
            company_id: values.company_id || undefined,
            memberships: withProjects
              ? values.projects.map((project_id) => ({
                  project_id,
                  role: values.project_role,
                  ends_on: external ? values.ends_on : undefined,
                }))
              : [],
            message: values.message || undefined,
          })
          await client.invalidateQueries({ queryKey: invitationsKey(org) })
          toast(t('invite.sent', { count: items.length }))
        } catch (error) {
          throw namingPeople(error)
        }
      }}
    >
      <Textarea
        label={t('invite.people')}
        description={t('invite.peopleHint')}
        required
        autosize
        minRows={3}
        maxRows={10}
        data-autofocus
        {...form.text('people')}
      />
      <Select
        label={t('invite.role')}
        allowDeselect={false}
        data={roles.map((role) => ({ value: role, label: words('organisationRole', role) }))}
        value={values.role}
        onChange={(role) => form.set('role', role ?? 'member')}
        error={form.errors['role']}
      />
      {companies.error && <ErrorBox error={companies.error} onRetry={() => void companies.refetch()} />}
      <Select
        label={t('invite.company')}
        searchable
        clearable
        data={(companies.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={values.company_id || null}
        onChange={(id) => form.set('company_id', id ?? '')}
        error={form.errors['company_id']}
      />
      {withProjects && (
        <>
          <MultiSelect
            label={t('invite.projects')}
            description={t('invite.projectsHint')}
            searchable
            data={(projects.data ?? [])
              .filter((project) => may(project.abilities, 'project.members', 'membership.manage'))
              .map(({ id, reference, name }) => ({ value: id, label: `${reference} · ${name}` }))}
            {...form.field('projects')}
          />
          {values.projects.length > 0 && (
            <Select
              label={t('invite.projectRole')}
              allowDeselect={false}
              data={PROJECT_ROLES.map((role) => ({ value: role, label: words('projectRole', role) }))}
              value={values.project_role}
              onChange={(role) => form.set('project_role', role ?? 'external')}
              error={form.errors['project_role']}
            />
          )}
          {values.projects.length > 0 && values.project_role === 'external' && (
            <TextInput
              type="date"
              label={t('invite.ends')}
              description={t('invite.endsHint')}
              required
              min={toDateInput(Date.now())}
              {...form.text('ends_on')}
            />
          )}
        </>
      )}
      <Textarea label={t('invite.message')} autosize minRows={2} {...form.text('message')} />
    </FormDialog>
  )
}
