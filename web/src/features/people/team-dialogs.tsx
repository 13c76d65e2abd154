// Letting somebody into the project, changing how, and the full-register switch.
import { useWords } from '~/lib/words'
import { Select, Text, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Membership } from '~/api/types'
import {
  addMembership,
  type At,
  changeMembership,
  grantFullRegister,
  membershipChoicesQuery,
  membershipsKey,
} from '~/api/queries/project'
import { daysAhead, millis, toDateInput } from '~/lib/dates'
import { type FormState, FormDialog, toast, useForm } from '~/ui'
import { PROJECT_ROLES } from './roles'
import { SubjectSelect } from './SubjectSelect'

type RoleValues = { role: string; ends_on: string; reason: string }

function useChanged(at: At) {
  const client = useQueryClient()
  return async (message: string) => {
    await client.invalidateQueries({ queryKey: membershipsKey(at) })
    toast(message)
  }
}

function RoleFields<Values extends RoleValues>({ form }: { form: FormState<Values> }) {
  const { t } = useTranslation('people')
  const words = useWords()
  const state = form as unknown as FormState<RoleValues>
  const external = state.values.role === 'external'
  return (
    <>
      <Select
        label={t('team.role')}
        allowDeselect={false}
        data={PROJECT_ROLES.map((role) => ({ value: role, label: words('projectRole', role) }))}
        value={state.values.role}
        onChange={(role) => state.set('role', role ?? 'external')}
        error={state.errors['role']}
      />
      <TextInput
        type="date"
        label={t('team.ends')}
        description={external ? t('invite.endsHint') : undefined}
        required={external}
        min={toDateInput(Date.now())}
        {...state.text('ends_on')}
      />
      <Textarea label={t('team.reason')} autosize minRows={2} {...state.text('reason')} />
    </>
  )
}

export function AddToTeam({ at, onClose }: { at: At; onClose: () => void }) {
  const { t } = useTranslation('people')
  const changed = useChanged(at)
  const team = useQuery(membershipChoicesQuery(at))
  const inside = new Set((team.data ?? []).map((membership) => membership.person.id))
  const form = useForm({
    member_id: '',
    role: 'external',
    label: '',
    ends_on: daysAhead(Date.now(), 90),
    reason: '',
  })
  return (
    <FormDialog
      title={t('team.title')}
      form={form}
      submit={t('team.submit')}
      disabled={!form.values.member_id}
      onClose={onClose}
      onSubmit={async (values) => {
        const added = await addMembership(at, {
          member_id: values.member_id,
          role: values.role,
          label: values.label || undefined,
          ends_on: values.ends_on || undefined,
          reason: values.reason || undefined,
        })
        await changed(t('team.added', { name: added.person.name }))
      }}
    >
      <SubjectSelect
        at={at}
        kind="person"
        label={t('team.person')}
        required
        data-autofocus
        value={form.values.member_id}
        onChange={(id) => form.set('member_id', id)}
        error={form.errors['member_id']}
        without={(id) => inside.has(id)}
      />
      <RoleFields form={form} />
      <TextInput label={t('team.label')} description={t('team.labelHint')} {...form.text('label')} />
    </FormDialog>
  )
}

export function ChangeMembership({
  at,
  membership,
  onClose,
}: {
  at: At
  membership: Membership
  onClose: () => void
}) {
  const { t } = useTranslation('people')
  const changed = useChanged(at)
  const before = membership.ends_at ? toDateInput(millis(membership.ends_at)) : ''
  const form = useForm({ role: membership.role, ends_on: before, reason: '' })
  return (
    <FormDialog
      title={t('team.changeTitle', { name: membership.person.name })}
      form={form}
      submit={t('team.change')}
      onClose={onClose}
      onSubmit={async ({ role, ends_on, reason }) => {
        await changeMembership(at, membership.id, {
          role: role === membership.role ? undefined : role,
          ends_on: ends_on === before ? undefined : ends_on || null,
          reason: reason || undefined,
        })
        await changed(t('team.saved'))
      }}
    >
      <RoleFields form={form} />
    </FormDialog>
  )
}

export function FullRegisterDialog({
  at,
  membership,
  onClose,
}: {
  at: At
  membership: Membership
  onClose: () => void
}) {
  const { t } = useTranslation('people')
  const changed = useChanged(at)
  const name = membership.person.name
  const form = useForm({ ends_on: daysAhead(Date.now(), 30), reason: '' })
  return (
    <FormDialog
      title={t('team.fullRegisterTitle', { name })}
      form={form}
      submit={t('team.fullRegister')}
      onClose={onClose}
      onSubmit={async (values) => {
        await grantFullRegister(at, membership.id, values)
        await changed(t('team.fullRegisterGiven', { name }))
      }}
    >
      <Text>{t('team.fullRegisterText')}</Text>
      <TextInput type="date" label={t('team.ends')} required min={toDateInput(Date.now())} {...form.text('ends_on')} />
      <Textarea label={t('team.reason')} required autosize minRows={2} {...form.text('reason')} />
    </FormDialog>
  )
}
