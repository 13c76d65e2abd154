// Asking for a change. Nothing changes until a Document Controller has decided.
import { Select, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { documentKey } from '~/api/queries/register'
import { requestEdit, requestsKey } from '~/api/queries/requests'
import type { Document } from '~/api/types'
import { withoutPrefix } from '~/lib/problem'
import { FormDialog, toast, useForm } from '~/ui'
import { present, useWishes, type Wish, wished } from './wishes'

export function RequestEditDialog({ at, document, onClose }: { at: At; document: Document; onClose: () => void }) {
  const { t } = useTranslation('requests')
  const client = useQueryClient()
  const { name, choices } = useWishes(at)
  const before = present(document)
  const form = useForm({ ...before, comment: '' })
  const changed = wished(before, form.values)
  const was = (field: Wish) => (field in changed && before[field] ? { description: t('wasValue', { value: before[field] }) } : {})
  const pick = (field: 'document_type' | 'discipline' | 'status') => (
    <Select
      label={name(field)}
      searchable
      clearable={field === 'discipline'}
      data={withOwn(choices(field), before[field])}
      value={form.values[field] || null}
      onChange={(value) => form.set(field, value ?? '')}
      error={form.errors[field]}
    />
  )
  return (
    <FormDialog
      title={t('dialog.title', { number: document.number })}
      form={form}
      submit={t('dialog.submit')}
      disabled={Object.keys(changed).length === 0}
      size={640}
      onClose={onClose}
      onSubmit={async ({ comment }) => {
        await requestEdit(at, document.id, { changes: changed, comment: comment.trim() }).catch((error: unknown) => {
          throw withoutPrefix(error, 'changes.')
        })
        await client.invalidateQueries({ queryKey: documentKey(at, document.id) })
        void client.invalidateQueries({ queryKey: requestsKey(at) })
        toast(t('dialog.done'))
      }}
    >
      <Text c="dimmed">{t('dialog.text')}</Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="md">
        <TextInput label={name('number')} {...form.text('number')} {...was('number')} />
        <TextInput label={name('revision')} {...form.text('revision')} {...was('revision')} />
      </SimpleGrid>
      <TextInput label={name('title')} {...form.text('title')} {...was('title')} />
      <Textarea label={name('description')} autosize minRows={2} maxRows={8} {...form.text('description')} />
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="md" verticalSpacing="md">
        {pick('document_type')}
        {pick('discipline')}
        {pick('status')}
      </SimpleGrid>
      <Textarea label={t('dialog.comment')} description={t('dialog.commentHint')} autosize minRows={2} maxRows={8} {...form.text('comment')} />
      <Text size="sm" c="dimmed" role="status">
        {t('dialog.count', { count: Object.keys(changed).length })}
      </Text>
    </FormDialog>
  )
}

const withOwn = (data: { value: string; label: string }[], own: string) =>
  own && !data.some(({ value }) => value === own) ? [...data, { value: own, label: own }] : data
