// Sharing a revision with people, companies or groups: with whom, what, until when, why; and before it is
// done, who gains by it.
import { MultiSelect, Select, Switch, Text, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentRow, NewShare, Subject } from '~/api/types'
import { type At, findSubjects, projectQuery } from '~/api/queries/project'
import { documentQuery, previewShare, registerKey, share } from '~/api/queries/register'
import { daysAhead, toDateInput } from '~/lib/dates'
import { AudienceLine, ErrorBox, FormDialog, toast, useForm } from '~/ui'

export function ShareDialog({ at, document, onClose }: { at: At; document: DocumentRow; onClose: () => void }) {
  const { t } = useTranslation('shares')
  const client = useQueryClient()
  const { data: full } = useQuery(documentQuery(at, document.id))
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text, 200)
  const [known, setKnown] = useState(new Map<string, Subject>())
  const form = useForm({
    subjects: [] as string[],
    revision_id: document.revision.id,
    later: false,
    download: true,
    ends_on: daysAhead(Date.now(), 30),
    reason: '',
  })
  const found = useQuery({
    queryKey: [...projectQuery(at).queryKey, 'subjects', wanted],
    queryFn: async ({ signal }) => {
      const { items } = await findSubjects(at, wanted, signal)
      setKnown((old) => new Map([...old, ...items.map((subject) => [keyOf(subject), subject] as const)]))
      return items
    },
    placeholderData: (old) => old,
  })
  const body: NewShare = {
    subjects: form.values.subjects.flatMap((key) => {
      const subject = known.get(key)
      return subject ? [{ kind: subject.kind, id: subject.id }] : []
    }),
    revision_id: form.values.revision_id,
    later: form.values.later,
    rights: { download: form.values.download },
    ends_on: form.values.ends_on,
    reason: form.values.reason,
  }
  const options = [...new Set([...form.values.subjects, ...(found.data ?? []).map(keyOf)])].flatMap((key) => {
    const subject = known.get(key)
    return subject ? [{ value: key, label: labelOf(subject, t('share.outside')) }] : []
  })
  const revision = full?.revisions.find((one) => one.id === form.values.revision_id)
  return (
    <FormDialog
      title={t('share.title', { number: document.number })}
      form={form}
      submit={t('share.submit')}
      disabled={body.subjects.length === 0}
      onClose={onClose}
      onSubmit={async () => {
        await share(at, document.id, body)
        await client.invalidateQueries({ queryKey: registerKey(at) })
        toast(t('share.done', { count: body.subjects.length }))
      }}
    >
      <MultiSelect
        label={t('share.with')}
        placeholder={form.values.subjects.length === 0 ? t('share.find') : ''}
        required
        searchable
        data-autofocus
        searchValue={text}
        onSearchChange={setText}
        // The server has searched already, in more than the label.
        filter={({ options: all }) => all}
        data={options}
        nothingFoundMessage={found.isFetching ? undefined : t('share.none')}
        hidePickedOptions
        {...form.field('subjects')}
      />
      {found.error && <ErrorBox error={found.error} onRetry={() => void found.refetch()} />}
      {full && full.revisions.length > 1 && (
        <Select
          label={t('share.revision')}
          allowDeselect={false}
          data={full.revisions
            .filter((one) => one.acceptance === 'accepted')
            .map((one) => ({ value: one.id, label: one.code }))}
          value={form.values.revision_id}
          onChange={(id) => form.set('revision_id', id ?? document.revision.id)}
          error={form.errors['revision_id']}
        />
      )}
      <Switch
        label={t('share.later')}
        description={t('share.laterHint', { code: revision?.code ?? document.revision.code })}
        {...form.check('later')}
      />
      <Switch label={t('share.download')} {...form.check('download')} />
      <TextInput
        type="date"
        label={t('share.ends')}
        required
        min={toDateInput(Date.now())}
        {...form.text('ends_on')}
      />
      <Textarea label={t('share.reason')} description={t('share.reasonHint')} required autosize minRows={2} {...form.text('reason')} />
      <Preview at={at} doc={document.id} body={body} />
    </FormDialog>
  )
}

const keyOf = (subject: Subject) => `${subject.kind}:${subject.id}`
const labelOf = (subject: Subject, outside: string) =>
  [subject.name, subject.detail, subject.outside ? outside : ''].filter(Boolean).join(' · ')

function Preview({ at, doc, body }: { at: At; doc: string; body: NewShare }) {
  const { t } = useTranslation('shares')
  // The reason decides nothing about who gains, so that typing it asks nothing.
  const [settled] = useDebouncedValue(JSON.stringify({ ...body, reason: 'preview' }), 300)
  const asked = JSON.parse(settled) as NewShare
  const preview = useQuery({
    queryKey: ['share-preview', at, doc, settled],
    queryFn: () => previewShare(at, doc, asked),
    enabled: asked.subjects.length > 0 && asked.ends_on !== '',
    placeholderData: (old) => old,
    retry: false,
  })
  const gains = body.subjects.length > 0 ? preview.data : undefined
  if (!gains) return null
  return (
    <div aria-live="polite">
      <Text size="sm" fw={600}>
        {t('share.gains')}
      </Text>
      {gains.people === 0 ? (
        <Text size="sm" c="dimmed">
          {t('share.gainsNothing')}
        </Text>
      ) : (
        <>
          <AudienceLine audience={gains} />
          <Text size="xs" c="dimmed">
            {gains.names.join(', ')}
          </Text>
        </>
      )}
    </div>
  )
}
