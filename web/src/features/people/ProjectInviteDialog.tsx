// Inviting people into one project by mail, with their company, role and end. They become members of the organisation.
import { useWords } from '~/lib/words'
import { Select, Text, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type At, inviteToProject, projectInvitationsKey } from '~/api/queries/project'
import { daysAhead, toDateInput } from '~/lib/dates'
import { FormDialog, toast, useForm } from '~/ui'
import { namedPeople, namingPeople, readLines } from './lines'
import { PROJECT_ROLES } from './roles'
import { SubjectSelect } from './SubjectSelect'

export function ProjectInviteDialog({ at, onClose }: { at: At; onClose: () => void }) {
  const { t } = useTranslation('people')
  const words = useWords()
  const client = useQueryClient()
  const form = useForm({ people: '', company_id: '', role: 'external', ends_on: daysAhead(Date.now(), 90), message: '' })
  const { values } = form
  const { people } = readLines(values.people)
  const external = values.role === 'external'
  return (
    <FormDialog
      title={t('invite.projectTitle')}
      form={form}
      submit={people.length === 0 ? t('invite.submitNone') : t('invite.submit', { count: people.length })}
      disabled={people.length === 0}
      onClose={onClose}
      onSubmit={async () => {
        const invitations = namedPeople(values.people, (line) => t('invite.badLine', { line }))
        try {
          const { items } = await inviteToProject(at, {
            invitations,
            company_id: values.company_id || undefined,
            role: values.role,
            ends_on: external ? values.ends_on : undefined,
            message: values.message || undefined,
          })
          await client.invalidateQueries({ queryKey: projectInvitationsKey(at) })
          toast(t('invite.sent', { count: items.length }))
        } catch (error) {
          throw namingPeople(error)
        }
      }}
    >
      <Text c="dimmed">{t('invite.projectText')}</Text>
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
      <SubjectSelect
        at={at}
        kind="company"
        clearable
        label={t('invite.company')}
        value={values.company_id}
        onChange={(id) => form.set('company_id', id)}
        error={form.errors['company_id']}
      />
      <Select
        label={t('invite.role')}
        allowDeselect={false}
        data={PROJECT_ROLES.map((role) => ({ value: role, label: words('projectRole', role) }))}
        value={values.role}
        onChange={(role) => form.set('role', role ?? 'external')}
        error={form.errors['role']}
      />
      {external && (
        <TextInput
          type="date"
          label={t('invite.ends')}
          description={t('invite.endsHint')}
          required
          min={toDateInput(Date.now())}
          {...form.text('ends_on')}
        />
      )}
      <Textarea label={t('invite.message')} autosize minRows={2} {...form.text('message')} />
    </FormDialog>
  )
}
