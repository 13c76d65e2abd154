// A new revision of a document that is here already.
import { useWords } from '~/lib/words'
import { Group, Select, Text, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { condition } from '~/api/abilities'
import type { DocumentRow } from '~/api/types'
import type { At } from '~/api/queries/project'
import { addRevision, documentOptionsQuery, registerKey } from '~/api/queries/register'
import { type Sending, upload } from '~/api/upload'
import { FileDrop, FormDialog, ProgressList, toast, useForm } from '~/ui'

export function ReviseDialog({ at, document, onClose }: { at: At; document: DocumentRow; onClose: () => void }) {
  const { t } = useTranslation('documents')
  const words = useWords()
  const client = useQueryClient()
  const { data: options } = useQuery(documentOptionsQuery(at))
  const form = useForm({ revision: '', revision_date: '', status: '', change_description: '', upload_id: '' })
  const [file, setFile] = useState<File>()
  const [sent, setSent] = useState(0)
  const sending = useRef<Sending>(undefined)
  useEffect(() => () => sending.current?.abort(), [])
  const note = condition(document.abilities, 'revision.upload')

  return (
    <FormDialog
      title={t('reviseDialog.title', { number: document.number })}
      form={form}
      submit={t('reviseDialog.submit')}
      disabled={!file}
      onClose={onClose}
      onSubmit={async (values) => {
        if (!file) return
        let id = values.upload_id
        if (!id) {
          sending.current = upload(at.org, at.project, file, { onProgress: setSent })
          id = (await sending.current.promise).id
          sending.current = undefined
          // Kept, so that a refused revision code does not send the file again.
          form.set('upload_id', id)
        }
        await addRevision(at, document.id, {
          upload_id: id,
          revision: values.revision,
          revision_date: values.revision_date || undefined,
          status: values.status || undefined,
          change_description: values.change_description || undefined,
        })
        await client.invalidateQueries({ queryKey: registerKey(at) })
        toast(t('reviseDialog.done', { code: values.revision }))
      }}
    >
      {note && <Text c="dimmed">{note}</Text>}
      {file ? (
        <ProgressList
          label={t('reviseDialog.file')}
          items={[
            {
              id: 'file',
              name: file.name,
              state: form.values.upload_id ? 'done' : sent > 0 ? 'running' : 'waiting',
              done: sent,
              total: file.size,
            },
          ]}
          onCancel={() => {
            sending.current?.abort()
            setFile(undefined)
            setSent(0)
          }}
        />
      ) : (
        <FileDrop
          label={t('reviseDialog.file')}
          multiple={false}
          onFiles={([first]) => {
            setFile(first)
            setSent(0)
            form.set('upload_id', '')
          }}
        />
      )}
      <Group grow align="flex-start">
        <TextInput
          label={t('reviseDialog.code')}
          description={t(options?.revision_codes === 'p_c' ? 'reviseDialog.codeHintPc' : 'reviseDialog.codeHint', { code: document.revision.code })}
          required
          {...form.text('revision')}
        />
        <TextInput type="date" label={t('reviseDialog.date')} {...form.text('revision_date')} />
      </Group>
      <Select
        label={t('reviseDialog.status')}
        clearable
        data={(options?.status ?? []).map((code) => ({ value: code, label: words('status', code) }))}
        value={form.values.status || null}
        onChange={(status) => form.set('status', status ?? '')}
        error={form.errors['status']}
      />
      <Textarea label={t('reviseDialog.change')} autosize minRows={2} {...form.text('change_description')} />
    </FormDialog>
  )
}
