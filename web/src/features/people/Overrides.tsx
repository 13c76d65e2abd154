// Single actions given to, or taken from, one person or one role.
import { useWords } from '~/lib/words'
import { Button, SegmentedControl, Select, Text, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Override } from '~/api/types'
import { useListing } from '~/api/paging'
import { type At, createOverride, deleteOverride, listOverrides, membershipChoicesQuery, overridesKey } from '~/api/queries/project'
import { toDateInput } from '~/lib/dates'
import { ActionMenu, type Column, DataTable, EmptyState, FormDialog, toast, Toolbar, useConfirm, useDialog, useForm, When } from '~/ui'

export const ACTIONS = [
  'create_workflow',
  'manage_templates',
  'upload_documents',
  'manage_documents',
  'send_correspondence',
  'manage_transmittals',
  'manage_review_matrix',
  'manage_work_packages',
  'view_reports',
  'manage_guest_shares',
  'manage_dist_lists',
  'manage_members',
  'manage_settings',
  'view_audit_log',
] as const

const ROLES = ['project_admin', 'initiator', 'reviewer', 'viewer', 'external'] as const

export function Overrides({ at }: { at: At }) {
  const { t } = useTranslation('people')
  const words = useWords()
  const client = useQueryClient()
  const confirm = useConfirm()
  const open = useDialog()
  const listing = useListing<Override>({ key: overridesKey(at), load: listOverrides(at) })
  const subject = (one: Override) => one.member?.name ?? (one.role ? words('projectRole', one.role) : '')
  const action = (one: Override) => words('action', one.action)
  const menu = (one: Override) => (
    <ActionMenu
      label={`${subject(one)}, ${action(one)}`}
      actions={[
        {
          id: 'delete',
          label: t('override.delete'),
          danger: true,
          run: () =>
            void confirm({
              title: t('override.deleteTitle'),
              text: t('override.deleteText'),
              action: t('override.delete'),
              danger: true,
              run: () => deleteOverride(at, one.id),
            }).then((done) => {
              if (!done) return
              toast(t('override.deleted'))
              void client.invalidateQueries({ queryKey: overridesKey(at) })
            }),
        },
      ]}
    />
  )
  const columns: Column<Override>[] = [
    { key: 'subject', header: t('columns.subject'), width: 'minmax(140px, 1fr)', cell: subject },
    { key: 'effect', header: t('columns.effect'), width: '100px', cell: (one) => words('effect', one.effect) },
    { key: 'action', header: t('columns.action'), width: 'minmax(160px, 1fr)', cell: action },
    { key: 'reason', header: t('columns.reason'), width: 'minmax(140px, 2fr)', cell: (one) => <span title={one.reason}>{one.reason}</span> },
    { key: 'by', header: t('columns.by'), width: '150px', drop: 1, cell: (one) => one.created_by?.name },
    { key: 'ends', header: t('columns.ends'), width: '110px', cell: (one) => <When at={one.ends_at} empty="noEnd" /> },
    { key: 'more', header: t('columns.more'), width: '52px', quiet: true, align: 'end', cell: menu },
  ]
  const add = <Button onClick={() => open((close) => <OverrideDialog at={at} onClose={close} />)}>{t('override.add')}</Button>
  return (
    <>
      <Toolbar action={add} />
      <DataTable
        label={t('tabs.overrides')}
        columns={columns}
        {...listing}
        getId={(one) => one.id}
        rowLabel={(one) => `${subject(one)}, ${action(one)}`}
        phone={(one) => ({
          first: (
            <>
              <strong>{subject(one)}</strong> {words('effect', one.effect)} {menu(one)}
            </>
          ),
          second: <span>{action(one)}</span>,
        })}
        empty={
          <EmptyState title={t('override.empty')} action={add}>
            {t('override.hint')}
          </EmptyState>
        }
      />
    </>
  )
}

function OverrideDialog({ at, onClose }: { at: At; onClose: () => void }) {
  const { t } = useTranslation('people')
  const words = useWords()
  const client = useQueryClient()
  const team = useQuery(membershipChoicesQuery(at))
  const form = useForm({
    whom: 'member' as 'member' | 'role',
    member_id: '',
    role: 'reviewer',
    action: '',
    effect: 'grant' as 'grant' | 'deny',
    reason: '',
    ends_on: '',
  })
  const { values } = form
  return (
    <FormDialog
      title={t('override.title')}
      form={form}
      submit={t('override.add')}
      disabled={!values.action || (values.whom === 'member' && !values.member_id)}
      onClose={onClose}
      onSubmit={async () => {
        await createOverride(at, {
          member_id: values.whom === 'member' ? values.member_id : undefined,
          role: values.whom === 'role' ? values.role : undefined,
          action: values.action,
          effect: values.effect,
          reason: values.reason,
          ends_on: values.ends_on || undefined,
        })
        await client.invalidateQueries({ queryKey: overridesKey(at) })
        toast(t('override.saved'))
      }}
    >
      <Text c="dimmed">{t('override.hint')}</Text>
      <SegmentedControl
        aria-label={t('override.forWhom')}
        value={values.whom}
        onChange={(value) => form.set('whom', value === 'role' ? 'role' : 'member')}
        data={[
          { value: 'member', label: t('override.person') },
          { value: 'role', label: t('override.role') },
        ]}
      />
      {values.whom === 'member' ? (
        <Select
          label={t('override.person')}
          required
          searchable
          data={(team.data ?? []).map(({ person }) => ({ value: person.id, label: person.name }))}
          value={values.member_id || null}
          onChange={(id) => form.set('member_id', id ?? '')}
          error={form.errors['member_id']}
        />
      ) : (
        <Select
          label={t('override.role')}
          allowDeselect={false}
          data={ROLES.map((role) => ({ value: role, label: words('projectRole', role) }))}
          value={values.role}
          onChange={(role) => form.set('role', role ?? 'reviewer')}
          error={form.errors['role']}
        />
      )}
      <SegmentedControl
        aria-label={t('override.effect')}
        value={values.effect}
        onChange={(value) => form.set('effect', value === 'deny' ? 'deny' : 'grant')}
        data={[
          { value: 'grant', label: words('effect', 'grant') },
          { value: 'deny', label: words('effect', 'deny') },
        ]}
      />
      <Select
        label={t('override.action')}
        required
        searchable
        data={ACTIONS.map((action) => ({ value: action, label: words('action', action) }))}
        value={values.action || null}
        onChange={(action) => form.set('action', action ?? '')}
        error={form.errors['action']}
      />
      <Textarea label={t('override.reason')} required autosize minRows={2} {...form.text('reason')} />
      <TextInput type="date" label={t('override.ends')} min={toDateInput(Date.now())} {...form.text('ends_on')} />
    </FormDialog>
  )
}
