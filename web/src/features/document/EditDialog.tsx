// Changing what is said about a document. Its number never changes.
import { Group, Select, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Choice, Document } from '~/api/types'
import type { At } from '~/api/queries/project'
import { documentOptionsQuery, editDocument, registerKey } from '~/api/queries/register'
import { FormDialog, toast, useForm } from '~/ui'

export const CHOICES = ['document_type', 'discipline', 'zone', 'stage', 'level', 'package', 'originator'] as const
const TEXTS = ['programme', 'sub_programme', 'wbs', 'area', 'building', 'floor', 'asset_tag'] as const

export type ChoiceField = (typeof CHOICES)[number]
type Field = ChoiceField | (typeof TEXTS)[number]

const initial = (document: Document) => ({
  title: document.title,
  description: document.description ?? '',
  tags: document.tags.join(', '),
  ...(Object.fromEntries([...CHOICES, ...TEXTS].map((key) => [key, document[key] ?? ''])) as Record<Field, string>),
})

/** Retired codes stay choosable for the document that bears them. */
export const withCurrent = (choices: Choice[] | undefined, current: string) => {
  const data = (choices ?? []).map(({ code, label }) => ({ value: code, label }))
  return current && !data.some(({ value }) => value === current) ? [...data, { value: current, label: current }] : data
}

export function EditDialog({ at, document, onClose }: { at: At; document: Document; onClose: () => void }) {
  const { t } = useTranslation('documents')
  const client = useQueryClient()
  const { data: options } = useQuery(documentOptionsQuery(at))
  const before = initial(document)
  const form = useForm(before)
  const choice = (key: ChoiceField) => (
    <Select
      key={key}
      label={t(`facts.${key === 'document_type' ? 'type' : key}`)}
      searchable
      clearable={key !== 'document_type'}
      data={withCurrent(options?.[key], before[key])}
      value={form.values[key] || null}
      onChange={(value) => form.set(key, value ?? '')}
      error={form.errors[key]}
    />
  )
  return (
    <FormDialog
      title={t('edit.title', { number: document.number })}
      form={form}
      submit={t('restrictDialog.submit')}
      size={720}
      onClose={onClose}
      onSubmit={async (values) => {
        const changed: Record<string, string | string[] | null> = {}
        for (const key of ['title', 'description', ...CHOICES, ...TEXTS] as const) {
          if (values[key] !== before[key]) changed[key] = values[key] || (key === 'title' ? '' : null)
        }
        if (values.tags !== before.tags) {
          changed['tags'] = values.tags
            .split(',')
            .map((tag) => tag.trim())
            .filter(Boolean)
        }
        await editDocument(at, document.id, { ...changed, version: document.version })
        await client.invalidateQueries({ queryKey: registerKey(at) })
        toast(t('edit.saved'))
      }}
    >
      <TextInput label={t('edit.titleField')} required data-autofocus {...form.text('title')} />
      <Group grow align="flex-start">
        {(['document_type', 'discipline'] as const).map(choice)}
      </Group>
      <Group grow align="flex-start">
        {(['zone', 'stage', 'level'] as const).map(choice)}
      </Group>
      <Group grow align="flex-start">
        {(['package', 'originator'] as const).map(choice)}
      </Group>
      <Group grow align="flex-start">
        {(['programme', 'sub_programme', 'wbs'] as const).map((key) => (
          <TextInput key={key} label={t(`facts.${key}`)} {...form.text(key)} />
        ))}
      </Group>
      <Group grow align="flex-start">
        {(['area', 'building', 'floor', 'asset_tag'] as const).map((key) => (
          <TextInput key={key} label={t(`facts.${key}`)} {...form.text(key)} />
        ))}
      </Group>
      <TextInput label={t('edit.tags')} description={t('edit.tagsHint')} {...form.text('tags')} />
      <Textarea label={t('facts.description')} autosize minRows={2} {...form.text('description')} />
    </FormDialog>
  )
}
