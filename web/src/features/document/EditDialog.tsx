// Changing what is said about a document. Its number never changes here.
import { Modal, SimpleGrid, Skeleton, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Document, DocumentOptions } from '~/api/types'
import type { At } from '~/api/queries/project'
import { documentOptionsQuery, editDocument, registerKey } from '~/api/queries/register'
import { FieldInput, pathOf, toRequest, valueIn } from '~/features/metadata'
import { ErrorBox, FormDialog, toast, useForm } from '~/ui'

const TEXTS = ['wbs', 'area', 'building', 'floor', 'asset_tag'] as const

type Props = { at: At; document: Document; onClose: () => void }

export function EditDialog(props: Props) {
  const { t } = useTranslation('documents')
  const { t: ui } = useTranslation('ui')
  const options = useQuery(documentOptionsQuery(props.at))
  if (options.data) return <EditForm {...props} options={options.data} />
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('edit.title', { number: props.document.number })}
      size={720}
      closeButtonProps={{ 'aria-label': ui('close') }}
    >
      {options.error ? <ErrorBox error={options.error} onRetry={() => void options.refetch()} /> : <Skeleton height={320} />}
    </Modal>
  )
}

/** Only what differs; what was emptied is null. */
export function changes(before: Record<string, string>, after: Record<string, string>): Record<string, unknown> {
  const differing: Record<string, string | string[] | null> = {}
  for (const [path, value] of Object.entries(after)) {
    if (value === before[path]) continue
    if (path === 'tags') {
      differing[path] = value
        .split(',')
        .map((tag) => tag.trim())
        .filter(Boolean)
    } else differing[path] = value || (path === 'title' ? '' : null)
  }
  return toRequest(differing)
}

function EditForm({ at, document, onClose, options }: Props & { options: DocumentOptions }) {
  const { t } = useTranslation('documents')
  const client = useQueryClient()
  const { fields } = options
  const before: Record<string, string> = {
    title: document.title,
    description: document.description ?? '',
    tags: document.tags.join(', '),
    ...Object.fromEntries(TEXTS.map((key) => [key, document[key] ?? ''])),
    ...Object.fromEntries(fields.map((field) => [pathOf(field), valueIn(document, field)])),
  }
  const form = useForm(before)
  const valueOf = (key: string | null) => {
    const field = fields.find((one) => one.key === key)
    return field ? (form.values[pathOf(field)] ?? '') : ''
  }
  return (
    <FormDialog
      title={t('edit.title', { number: document.number })}
      form={form}
      submit={t('restrictDialog.submit')}
      size={720}
      onClose={onClose}
      onSubmit={async (values) => {
        await editDocument(at, document.id, { ...changes(before, values), version: document.version })
        await client.invalidateQueries({ queryKey: registerKey(at) })
        toast(t('edit.saved'))
      }}
    >
      <TextInput label={t('edit.titleField')} required data-autofocus {...form.text('title')} />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="md">
        {fields.map((field) => {
          const path = pathOf(field)
          return (
            <FieldInput
              key={path}
              field={field}
              value={form.values[path] ?? ''}
              under={valueOf(field.parent)}
              current={before[path] ?? ''}
              onChange={(value) => form.set(path, value)}
              error={form.errors[path]}
            />
          )
        })}
        {TEXTS.map((key) => (
          <TextInput key={key} label={t(`facts.${key}`)} {...form.text(key)} />
        ))}
      </SimpleGrid>
      <TextInput label={t('edit.tags')} description={t('edit.tagsHint')} {...form.text('tags')} />
      <Textarea label={t('facts.description')} autosize minRows={2} {...form.text('description')} />
    </FormDialog>
  )
}
