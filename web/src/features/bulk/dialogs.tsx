// The dialogs of changing several documents at once: all of them, or none.
import { ActionIcon, Alert, Button, Checkbox, Group, List, MultiSelect, Select, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bulk } from '~/api/queries/lifecycle'
import { type At, groupChoicesQuery, projectQuery } from '~/api/queries/project'
import { documentOptionsQuery, registerKey } from '~/api/queries/register'
import type { BulkAct, DocumentRow, FormField } from '~/api/types'
import { FieldInput, pathOf, toRequest } from '~/features/metadata'
import { AlreadyShown, isProblem, Problem } from '~/lib/problem'
import { useWords } from '~/lib/words'
import { FormDialog, type FormState, Icon, toast, useForm } from '~/ui'
import { without, type Wrong, wrongEverywhere, wrongRows } from './outcome'

type Props = { at: At; rows: DocumentRow[]; onDone: () => void; onClose: () => void }

/** The shell of them: carries the act out, and tells which rows stood in the way. */
function BulkDialog<Values extends object>({
  at,
  rows: first,
  onDone,
  onClose,
  title,
  submit,
  form,
  act,
  danger = false,
  disabled = false,
  children,
}: Props & {
  title: (count: number) => string
  submit: (count: number) => string
  form: FormState<Values>
  act: (values: Values) => BulkAct
  danger?: boolean
  disabled?: boolean
  children: ReactNode
}) {
  const { t } = useTranslation('lifecycle')
  const client = useQueryClient()
  const [rows, setRows] = useState(first)
  const [wrong, setWrong] = useState<Wrong[]>([])
  return (
    <FormDialog
      title={title(rows.length)}
      form={form}
      submit={submit(rows.length)}
      danger={danger}
      disabled={disabled || rows.length === 0}
      onClose={onClose}
      onSubmit={async (values) => {
        setWrong([])
        const asked = act(values)
        try {
          const { changed } = await bulk(at, rows.map(({ id }) => id), asked)
          await client.invalidateQueries({ queryKey: registerKey(at) })
          void client.invalidateQueries({ queryKey: projectQuery(at).queryKey, exact: true })
          onDone()
          toast(t(asked.kind === 'delete' ? 'bulk.deleted' : 'bulk.done', { count: changed }))
        } catch (problem) {
          if (!isProblem(problem)) throw problem
          const found = wrongRows(problem.fields, rows.length)
          setWrong(found)
          const everywhere = wrongEverywhere(problem.fields, rows.length)
          if (Object.keys(everywhere).length > 0) throw new Problem(problem.status, problem.code, problem.message, everywhere, problem.requestId)
          throw found.length > 0 ? new AlreadyShown() : problem
        }
      }}
    >
      {children}
      <Text size="xs" c="dimmed">
        {t('bulk.allOrNone')}
      </Text>
      {wrong.length > 0 && (
        <Alert color="red" variant="outline" icon={<Icon name="warning" />} role="alert">
          <Text size="sm">{t('bulk.wrong', { count: wrong.length })}</Text>
          <List size="sm">
            {wrong.slice(0, 20).map(({ index, said }) => (
              <List.Item key={index}>
                {rows[index]?.number}: {said}
              </List.Item>
            ))}
          </List>
          {wrong.length < rows.length && (
            <Button
              size="xs"
              variant="default"
              mt="xs"
              onClick={() => {
                setRows(without(rows, wrong))
                setWrong([])
              }}
            >
              {t('bulk.leaveOut')}
            </Button>
          )}
        </Alert>
      )}
    </FormDialog>
  )
}

const TEXTS = ['wbs', 'area', 'building', 'floor', 'asset_tag'] as const

export function EditMany(props: Props) {
  const { t } = useTranslation('lifecycle')
  const { t: documents } = useTranslation('documents')
  const { data: options } = useQuery(documentOptionsQuery(props.at))
  const form = useForm<Record<string, string>>({})
  const fields: FormField[] = [
    ...(options?.fields ?? []),
    ...TEXTS.map(
      (key): FormField => ({
        key,
        label: documents(`facts.${key}`),
        kind: 'text',
        built_in: true,
        required: false,
        needed: false,
        free: false,
        parent: null,
        options: [],
      }),
    ),
  ]
  const { values } = form
  const chosen = fields.filter((field) => pathOf(field) in values)
  const drop = (path: string) => form.reset(Object.fromEntries(Object.entries(values).filter(([name]) => name !== path)))
  return (
    <BulkDialog
      {...props}
      form={form}
      title={(count) => t('bulk.editTitle', { count })}
      submit={(count) => t('bulk.save', { count })}
      disabled={chosen.length === 0}
      act={(wanted) => ({
        kind: 'edit',
        fields: toRequest(Object.fromEntries(Object.entries(wanted).map(([path, value]) => [path, value || null]))),
      })}
    >
      <Text c="dimmed">{t('bulk.editHint')}</Text>
      <Select
        label={t('bulk.field')}
        searchable
        data={fields.filter((field) => !(pathOf(field) in values)).map((field) => ({ value: pathOf(field), label: field.label }))}
        value={null}
        onChange={(path) => {
          if (path) form.set(path, '')
        }}
      />
      {chosen.map((field) => {
        const path = pathOf(field)
        const parent = fields.find(({ key }) => key === field.parent)
        return (
          <Group key={path} wrap="nowrap" align="flex-end">
            <div style={{ flex: 1, minWidth: 0 }}>
              <FieldInput
                field={{ ...field, needed: false }}
                value={values[path] ?? ''}
                under={parent ? (values[pathOf(parent)] ?? '') : ''}
                onChange={(value) => form.set(path, value)}
                error={form.errors[path]}
                placeholder={field.required ? undefined : t('bulk.empty')}
              />
            </div>
            <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('bulk.keep', { field: field.label })} onClick={() => drop(path)}>
              <Icon name="close" size={16} />
            </ActionIcon>
          </Group>
        )
      })}
    </BulkDialog>
  )
}

export function StatusMany(props: Props) {
  const { t } = useTranslation('lifecycle')
  const { t: documents } = useTranslation('documents')
  const words = useWords()
  const { data: options } = useQuery(documentOptionsQuery(props.at))
  const form = useForm({ status: '', reason: '' })
  return (
    <BulkDialog
      {...props}
      form={form}
      title={(count) => t('bulk.statusTitle', { count })}
      submit={(count) => t('bulk.save', { count })}
      disabled={!form.values.status}
      act={({ status, reason }) => ({ kind: 'status', status, reason: reason.trim() || undefined })}
    >
      <Select
        label={documents('statusDialog.status')}
        allowDeselect={false}
        data={[...new Set([...(options?.status ?? []), 'archived', 'withdrawn'])]
          .filter((code) => code !== 'pending')
          .map((code) => ({ value: code, label: words('status', code) }))}
        value={form.values.status || null}
        onChange={(status) => form.set('status', status ?? '')}
        error={form.errors['status']}
      />
      <Textarea label={t('reason')} autosize minRows={2} maxRows={8} {...form.text('reason')} />
    </BulkDialog>
  )
}

export function LockMany({ lock, ...props }: Props & { lock: boolean }) {
  const { t } = useTranslation('lifecycle')
  const { t: documents } = useTranslation('documents')
  const form = useForm({ reason: '' })
  return (
    <BulkDialog
      {...props}
      form={form}
      title={(count) => t(lock ? 'bulk.lockTitle' : 'bulk.unlockTitle', { count })}
      submit={() => t(lock ? 'bulk.lock' : 'bulk.unlock')}
      act={({ reason }) => (lock ? { kind: 'lock', reason } : { kind: 'unlock', reason: reason.trim() || undefined })}
    >
      <Text>{documents(lock ? 'lockDialog.text' : 'lockDialog.unlockText')}</Text>
      <TextInput label={t('reason')} required={lock} data-autofocus {...form.text('reason')} />
    </BulkDialog>
  )
}

export function RestrictMany(props: Props) {
  const { t } = useTranslation('lifecycle')
  const { t: documents } = useTranslation('documents')
  const groups = useQuery(groupChoicesQuery(props.at))
  const form = useForm<{ restricted: boolean; group_ids: string[]; confirm_running: boolean }>({ restricted: true, group_ids: [], confirm_running: false })
  return (
    <BulkDialog
      {...props}
      form={form}
      title={(count) => t('bulk.restrictTitle', { count })}
      submit={(count) => t('bulk.save', { count })}
      act={({ restricted, group_ids, confirm_running }) => ({ kind: 'restrict', restricted, group_ids: restricted ? group_ids : [], confirm_running })}
    >
      <Switch label={documents('restrictDialog.restricted')} description={documents('restrictDialog.hint')} {...form.check('restricted')} />
      {form.values.restricted && (
        <MultiSelect
          label={documents('restrictDialog.groups')}
          data={(groups.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          {...form.field('group_ids')}
        />
      )}
      {form.values.restricted && <Checkbox label={t('bulk.restrictRunning')} {...form.check('confirm_running')} />}
    </BulkDialog>
  )
}

export function DeleteMany(props: Props) {
  const { t } = useTranslation('lifecycle')
  const form = useForm({})
  return (
    <BulkDialog
      {...props}
      form={form}
      danger
      title={(count) => t('bulk.deleteTitle', { count })}
      submit={() => t('bulk.delete')}
      act={() => ({ kind: 'delete' })}
    >
      <Stack gap="xs">
        <Text>{t('bulk.deleteText')}</Text>
      </Stack>
    </BulkDialog>
  )
}
