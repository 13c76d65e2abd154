// Changing a member: role with its consequences, details, deactivation with what stays behind.
import { useWords } from '~/lib/words'
import { List, Select, Text, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Member } from '~/api/types'
import {
  changeMember,
  changeRole,
  companyChoicesQuery,
  deactivate,
  handOver,
  organisationQuery,
  reactivate,
  roleImpact,
} from '~/api/queries/organisation'
import { ErrorBox, FormDialog, toast, useForm } from '~/ui'

type Props = { org: string; member: Member; onClose: () => void }

function useChanged(org: string) {
  const client = useQueryClient()
  return async (message: string) => {
    await client.invalidateQueries({ queryKey: organisationQuery(org).queryKey })
    toast(message)
  }
}

function RoleSelect({
  member,
  value,
  error,
  onChange,
}: {
  member: Member
  value: string
  error: string | undefined
  onChange: (role: string) => void
}) {
  const { t } = useTranslation('people')
  const words = useWords()
  return (
    <Select
      label={t('member.role')}
      allowDeselect={false}
      data={member.allowed_roles.map((role) => ({ value: role, label: words('organisationRole', role) }))}
      value={value}
      onChange={(role) => onChange(role ?? member.role)}
      error={error}
    />
  )
}

export function RoleDialog({ org, member, onClose }: Props) {
  const { t } = useTranslation('people')
  const words = useWords()
  const changed = useChanged(org)
  const form = useForm({ role: member.role })
  const { role } = form.values
  const impact = useQuery({
    queryKey: [...organisationQuery(org).queryKey, 'role-impact', member.id, role],
    queryFn: () => roleImpact(org, member.id, role),
    enabled: role !== member.role,
  })
  const removed = role === member.role ? [] : (impact.data?.memberships_removed ?? [])
  return (
    <FormDialog
      title={t('member.roleTitle', { name: member.name })}
      form={form}
      submit={t('member.changeRole')}
      danger={removed.length > 0}
      disabled={role === member.role || impact.isPending}
      onClose={onClose}
      onSubmit={async () => {
        await changeRole(org, member.id, role)
        await changed(t('member.roleSaved', { name: member.name, role: words('organisationRole', role) }))
      }}
    >
      <RoleSelect member={member} value={role} error={form.errors['role']} onChange={(next) => form.set('role', next)} />
      {impact.error && <ErrorBox error={impact.error} onRetry={() => void impact.refetch()} />}
      {removed.length > 0 && (
        <div role="status">
          <Text>{t('member.impact')}</Text>
          <List>
            {removed.map((one) => (
              <List.Item key={one.project.id}>
                {t('member.impactLine', { role: words('projectRole', one.role), project: one.project.name })}
              </List.Item>
            ))}
          </List>
        </div>
      )}
    </FormDialog>
  )
}

export function EditMemberDialog({ org, member, onClose }: Props) {
  const { t } = useTranslation('people')
  const changed = useChanged(org)
  const companies = useQuery(companyChoicesQuery(org))
  const form = useForm({
    position: member.position,
    phone: member.phone,
    company_id: member.company?.id ?? '',
  })
  return (
    <FormDialog
      title={t('member.editTitle', { name: member.name })}
      form={form}
      submit={t('member.edit')}
      onClose={onClose}
      onSubmit={async (values) => {
        await changeMember(org, member.id, { ...values, company_id: values.company_id || null })
        await changed(t('member.saved'))
      }}
    >
      <TextInput label={t('member.position')} {...form.text('position')} />
      <TextInput label={t('member.phone')} type="tel" {...form.text('phone')} />
      {companies.error && <ErrorBox error={companies.error} onRetry={() => void companies.refetch()} />}
      <Select
        label={t('member.company')}
        searchable
        clearable
        data={(companies.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={form.values.company_id || null}
        onChange={(id) => form.set('company_id', id ?? '')}
        error={form.errors['company_id']}
      />
    </FormDialog>
  )
}

const SHOWN = 10

export function DeactivateDialog({ org, member, onClose }: Props) {
  const { t } = useTranslation('people')
  const changed = useChanged(org)
  const form = useForm({ reason: '' })
  const left = useQuery({
    queryKey: [...organisationQuery(org).queryKey, 'hand-over', member.id],
    queryFn: () => handOver(org, member.id),
  })
  const items = left.data?.items ?? []
  return (
    <FormDialog
      title={t('member.deactivateTitle', { name: member.name })}
      form={form}
      submit={t('member.deactivate')}
      danger
      disabled={left.isPending}
      onClose={onClose}
      onSubmit={async ({ reason }) => {
        await deactivate(org, member.id, reason)
        await changed(t('member.deactivated', { name: member.name }))
      }}
    >
      <Text>{t('member.deactivateText')}</Text>
      {left.error && <ErrorBox error={left.error} onRetry={() => void left.refetch()} />}
      {items.length > 0 && (
        <div>
          <Text>{t('member.handOver', { count: items.length })}</Text>
          <List size="sm">
            {items.slice(0, SHOWN).map((item) => (
              <List.Item key={item.id}>
                {item.what.label} → {item.who.name}
              </List.Item>
            ))}
          </List>
        </div>
      )}
      <Textarea label={t('columns.reason')} autosize minRows={2} {...form.text('reason')} />
    </FormDialog>
  )
}

export function ReactivateDialog({ org, member, onClose }: Props) {
  const { t } = useTranslation('people')
  const changed = useChanged(org)
  const form = useForm({ role: member.allowed_roles.find((role) => role === 'member') ?? member.role })
  return (
    <FormDialog
      title={t('member.reactivateTitle', { name: member.name })}
      form={form}
      submit={t('member.reactivate')}
      onClose={onClose}
      onSubmit={async ({ role }) => {
        await reactivate(org, member.id, role)
        await changed(t('member.reactivated', { name: member.name }))
      }}
    >
      <RoleSelect
        member={member}
        value={form.values.role}
        error={form.errors['role']}
        onChange={(role) => form.set('role', role)}
      />
    </FormDialog>
  )
}
