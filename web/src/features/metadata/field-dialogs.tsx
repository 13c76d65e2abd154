// Adding and changing a field, and changing an option.
import { Radio, Select, Stack, Switch, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addField, changeField, changeOption, type Level, refreshFields } from '~/api/queries/fields'
import type { Field, FieldKind, FieldOption } from '~/api/types'
import { FormDialog, toast, useForm } from '~/ui'
import { keyOf } from './keys'
import { parentChoices } from './OptionList'

const KINDS: readonly FieldKind[] = ['dropdown', 'text', 'date', 'toggle']

export function AddFieldDialog({
  at,
  fields,
  onAdded,
  onClose,
}: {
  at: Level
  fields: Field[]
  onAdded: (key: string) => void
  onClose: () => void
}) {
  const { t } = useTranslation('metadata')
  const client = useQueryClient()
  const form = useForm({ label: '', key: '', kind: 'dropdown' as FieldKind, required: false, parent: '' })
  const [ownKey, setOwnKey] = useState(false)
  const { values } = form
  return (
    <FormDialog
      title={t('addTitle')}
      form={form}
      submit={t('add')}
      disabled={!values.label.trim() || !values.key}
      onClose={onClose}
      onSubmit={async ({ label, key, kind, required, parent }) => {
        const added = await addField(at, { label: label.trim(), key, kind, required, parent: kind === 'dropdown' && parent ? parent : null })
        await refreshFields(client, at)
        onAdded(added.key)
        toast(t('added', { label: added.label }))
      }}
    >
      <TextInput
        label={t('label')}
        required
        data-autofocus
        {...form.text('label')}
        onChange={(event) => {
          form.set('label', event.currentTarget.value)
          if (!ownKey) form.set('key', keyOf(event.currentTarget.value))
        }}
      />
      <TextInput
        label={t('key')}
        description={t('keyHint')}
        required
        {...form.text('key')}
        onChange={(event) => {
          setOwnKey(event.currentTarget.value !== '')
          form.set('key', event.currentTarget.value)
        }}
      />
      <Radio.Group
        label={t('kind')}
        description={t('kindHint')}
        value={values.kind}
        onChange={(kind) => form.set('kind', KINDS.find((one) => one === kind) ?? 'text')}
        error={form.errors['kind']}
      >
        <Stack gap={4} mt={4}>
          {KINDS.map((kind) => (
            <Radio key={kind} value={kind} label={t(`kindsLong.${kind}`)} />
          ))}
        </Stack>
      </Radio.Group>
      {values.kind === 'dropdown' && (
        <Select
          label={t('parent')}
          description={t('parentFieldHint')}
          clearable
          data={fields.filter(({ kind, retired }) => kind === 'dropdown' && !retired).map(({ key, label }) => ({ value: key, label }))}
          value={values.parent || null}
          onChange={(parent) => form.set('parent', parent ?? '')}
          error={form.errors['parent']}
        />
      )}
      <Switch label={t('requiredSwitch')} description={t('requiredHint')} {...form.check('required')} />
    </FormDialog>
  )
}

export function EditFieldDialog({ at, field, onClose }: { at: Level; field: Field; onClose: () => void }) {
  const { t } = useTranslation('metadata')
  const client = useQueryClient()
  const form = useForm({ label: field.label, required: field.required })
  return (
    <FormDialog
      title={t('editTitle', { label: field.label })}
      form={form}
      submit={t('saveField')}
      onClose={onClose}
      onSubmit={async ({ label, required }) => {
        const edit = { ...(label === field.label ? {} : { label }), ...(required === field.required ? {} : { required }) }
        if (Object.keys(edit).length > 0) await changeField(at, field.key, edit)
        await refreshFields(client, at)
        toast(t('saved'))
      }}
    >
      <TextInput label={t('label')} required data-autofocus {...form.text('label')} />
      <Switch
        label={t('requiredSwitch')}
        description={field.key === 'document_type' ? t('alwaysRequired') : t('requiredHint')}
        disabled={field.key === 'document_type'}
        {...form.check('required')}
      />
    </FormDialog>
  )
}

export function EditOptionDialog({
  at,
  field,
  parent,
  option,
  onClose,
}: {
  at: Level
  field: Field
  parent: Field | undefined
  option: FieldOption
  onClose: () => void
}) {
  const { t } = useTranslation('metadata')
  const client = useQueryClient()
  const form = useForm({ code: option.code, label: option.label, parent: option.parent ?? '' })
  return (
    <FormDialog
      title={t('option.editTitle', { label: option.label })}
      form={form}
      submit={t('saveField')}
      onClose={onClose}
      onSubmit={async ({ code, label, parent: under }) => {
        const edit = {
          ...(code === option.code ? {} : { code }),
          ...(label === option.label ? {} : { label }),
          ...(under === (option.parent ?? '') ? {} : { parent: under || null }),
        }
        if (Object.keys(edit).length > 0) await changeOption(at, field.key, option.code, edit)
        await refreshFields(client, at)
        toast(t('saved'))
      }}
    >
      <TextInput
        label={t('option.code')}
        description={option.used ? t('option.codeFixed') : t('option.codeHint')}
        disabled={option.used}
        {...form.text('code')}
      />
      <TextInput label={t('option.label')} required data-autofocus {...form.text('label')} />
      {parent && (
        <Select
          label={parent.label}
          description={t('option.parentHint')}
          clearable
          searchable
          data={parentChoices(parent)}
          value={form.values.parent || null}
          onChange={(value) => form.set('parent', value ?? '')}
          error={form.errors['parent']}
        />
      )}
    </FormDialog>
  )
}
