// Setting the status by hand, locking, restricting.
import { useWords } from '~/lib/words'
import { Checkbox, MultiSelect, Select, Switch, Text, Textarea } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Document } from '~/api/types'
import { type At, groupChoicesQuery } from '~/api/queries/project'
import { restrict, setLock, setStatus } from '~/api/queries/register'
import { ErrorBox, FormDialog, useForm } from '~/ui'
import { useChanged } from './changed'

type Props = { at: At; document: Document; onClose: () => void }

export function StatusDialog({ at, document, onClose }: Props) {
  const { t } = useTranslation('documents')
  const words = useWords()
  const changed = useChanged(at)
  const form = useForm({ status: '', reason: '' })
  return (
    <FormDialog
      title={t('statusDialog.title', { number: document.number })}
      form={form}
      submit={t('statusDialog.submit')}
      disabled={!form.values.status}
      onClose={onClose}
      onSubmit={async ({ status, reason }) => {
        await setStatus(at, document.id, {
          status: status,
          reason: reason || undefined,
          version: document.version,
        })
        await changed(t('statusDialog.done'))
      }}
    >
      <Text c="dimmed">{t('statusDialog.now', { status: words('status', document.status) })}</Text>
      <Select
        label={t('statusDialog.status')}
        allowDeselect={false}
        data-autofocus
        data={document.next_statuses.map((code) => ({ value: code, label: words('status', code) }))}
        value={form.values.status || null}
        onChange={(status) => form.set('status', status ?? '')}
        error={form.errors['status']}
      />
      <Textarea label={t('statusDialog.reason')} autosize minRows={2} {...form.text('reason')} />
    </FormDialog>
  )
}

export function LockDialog({ at, document, onClose }: Props) {
  const { t } = useTranslation('documents')
  const changed = useChanged(at)
  const form = useForm({ reason: '' })
  const lock = !document.locked
  return (
    <FormDialog
      title={t(lock ? 'lockDialog.title' : 'lockDialog.unlockTitle', { number: document.number })}
      form={form}
      submit={t(lock ? 'lockDialog.submit' : 'lockDialog.unlock')}
      onClose={onClose}
      onSubmit={async ({ reason }) => {
        await setLock(at, document.id, lock, reason)
        await changed(t(lock ? 'lockDialog.locked' : 'lockDialog.unlocked'))
      }}
    >
      <Text>{t(lock ? 'lockDialog.text' : 'lockDialog.unlockText')}</Text>
      <Textarea label={t('lockDialog.reason')} autosize minRows={2} required={lock} {...form.text('reason')} />
    </FormDialog>
  )
}

export function RestrictDialog({ at, document, onClose }: Props) {
  const { t } = useTranslation('documents')
  const changed = useChanged(at)
  const groups = useQuery(groupChoicesQuery(at))
  const form = useForm({
    restricted: document.restricted,
    group_ids: document.restricted_to.map((group) => group.id),
    confirm_running: false,
  })
  return (
    <FormDialog
      title={t('restrictDialog.title', { number: document.number })}
      form={form}
      submit={t('restrictDialog.submit')}
      onClose={onClose}
      onSubmit={async (values) => {
        await restrict(at, document.id, values)
        await changed(t('restrictDialog.saved'))
      }}
    >
      {groups.error && <ErrorBox error={groups.error} onRetry={() => void groups.refetch()} />}
      <Switch
        label={t('restrictDialog.restricted')}
        description={t('restrictDialog.hint')}
        {...form.check('restricted')}
      />
      {form.values.restricted && (
        <MultiSelect
          label={t('restrictDialog.groups')}
          data={(groups.data ?? []).map((group) => ({ value: group.id, label: group.name }))}
          {...form.field('group_ids')}
        />
      )}
      {/* The server names the workflows that run about it and whom they ask. */}
      {form.values.restricted && (form.errors['confirm_running'] || form.values.confirm_running) && (
        <Checkbox label={t('restrictDialog.confirm')} {...form.check('confirm_running')} />
      )}
    </FormDialog>
  )
}
