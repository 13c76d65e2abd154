// One submission: looked at, then taken in as a new document or as a revision of one, or rejected with a reason.
// The metadata can be corrected first; nothing changes until the decision.
import { useWords } from '~/lib/words'
import { Button, Group, Radio, Select, Stack, Text, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Submission } from '~/api/types'
import { type At, projectQuery } from '~/api/queries/project'
import { accept, documentOptionsQuery, findDocuments, registerKey, reject } from '~/api/queries/register'
import { usePersonName } from '~/features/document'
import { ReasonDialog } from '~/features/shares'
import { Bytes, Facts, Form, SidePanel, toast, useDialog, useForm, When } from '~/ui'

export function DecisionPanel({ at, submission, onClose }: { at: At; submission: Submission; onClose: () => void }) {
  const { t } = useTranslation('documents')
  const name = usePersonName()
  const client = useQueryClient()
  const open = useDialog()
  const { document, revision } = submission
  const number = submission.proposed_number ?? document.number

  const decided = async (message: string) => {
    onClose()
    await client.invalidateQueries({ queryKey: registerKey(at) })
    void client.invalidateQueries({ queryKey: projectQuery(at).queryKey, exact: true })
    toast(message)
  }
  const refuse = () =>
    open((close) => (
      <ReasonDialog
        title={t('pendingQueue.rejectTitle', { number })}
        text={t('pendingQueue.reasonHint')}
        submit={t('pendingQueue.reject')}
        required
        onClose={close}
        onSubmit={async (reason) => {
          await reject(at, document.id, revision.id, reason)
          await decided(t('pendingQueue.rejected', { number }))
        }}
      />
    ))
  return (
    <SidePanel title={t('pendingQueue.decide', { number })} onClose={onClose}>
      <Stack p="lg" gap="lg">
        <Facts
          items={[
            [t('pendingQueue.columns.from'), name(submission.uploaded_by)],
            [t('pendingQueue.received'), submission.received_from?.name],
            [t('pendingQueue.columns.when'), <When key="when" at={submission.uploaded_at} />],
            [t('revision.file'), revision.filename],
            [t('revision.size'), <Bytes key="size" size={revision.size} />],
            [t('revision.pages'), revision.pages],
            [t('revision.change'), revision.change_description],
          ]}
        />
        <Button
          variant="default"
          component={Link}
          to={`/o/${at.org}/p/${at.project}/register/${document.id}?tab=viewer&rev=${revision.id}`}
        >
          {t('pendingQueue.view')}
        </Button>
        <AcceptForm at={at} submission={submission} onAccepted={decided} onReject={refuse} />
      </Stack>
    </SidePanel>
  )
}

function AcceptForm({
  at,
  submission,
  onAccepted,
  onReject,
}: {
  at: At
  submission: Submission
  onAccepted: (message: string) => Promise<void>
  onReject: () => void
}) {
  const { t } = useTranslation('documents')
  const words = useWords()
  const { data: options } = useQuery(documentOptionsQuery(at))
  const { document, revision, near } = submission
  const exact = near.find((one) => one.exact)
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text, 200)
  const found = useQuery({
    queryKey: [...registerKey(at), 'find', wanted],
    queryFn: ({ signal }) => findDocuments(at, wanted, signal),
    placeholderData: (old) => old,
  })
  const form = useForm({
    as: (exact ? 'revision' : 'new') as 'new' | 'revision',
    document_id: exact?.document_id ?? '',
    number: submission.proposed_number ?? document.number,
    title: document.title,
    revision: revision.code,
    // Waiting is over with the decision; what was only waiting goes to review.
    status: (revision.status === 'pending' ? 'for_review' : revision.status) as string,
    document_type: document.document_type,
    discipline: document.discipline ?? '',
  })
  const { values } = form
  const targets = new Map([
    ...near.map((one) => [one.document_id, `${one.number} · ${one.title}`] as const),
    ...(found.data?.items ?? []).map((one) => [one.id, `${one.number} · ${one.title}`] as const),
  ])
  const pick = (field: 'document_type' | 'discipline') => (
    <Select
      label={t(field === 'document_type' ? 'pendingQueue.type' : 'pendingQueue.discipline')}
      searchable
      clearable={field === 'discipline'}
      data={(options?.[field] ?? []).map(({ code, label }) => ({ value: code, label }))}
      value={values[field] || null}
      onChange={(value) => form.set(field, value ?? '')}
      error={form.errors[field]}
    />
  )
  return (
    <Form
      form={form}
      submit={t('pendingQueue.accept')}
      extra={
        <Button variant="default" c="var(--wl-danger)" onClick={onReject}>
          {t('pendingQueue.reject')}
        </Button>
      }
      onSubmit={async () => {
        const accepted = await accept(at, document.id, revision.id, {
          as: values.as,
          document_id: values.as === 'revision' ? values.document_id : undefined,
          number: values.as === 'new' ? values.number : undefined,
          title: values.as === 'new' ? values.title : undefined,
          revision: values.revision,
          status: values.status,
          document_type: values.as === 'new' ? values.document_type : undefined,
          discipline: values.as === 'new' ? values.discipline || undefined : undefined,
        })
        await onAccepted(t('pendingQueue.accepted', { number: accepted.number }))
      }}
    >
      <Radio.Group
        label={t('pendingQueue.as')}
        value={values.as}
        onChange={(value) => form.set('as', value === 'revision' ? 'revision' : 'new')}
      >
        <Stack gap={4} mt={4}>
          <Radio value="new" label={t('pendingQueue.asNew')} />
          <Radio value="revision" label={t('pendingQueue.asRevision')} />
        </Stack>
      </Radio.Group>
      {values.as === 'revision' ? (
        <Select
          label={t('pendingQueue.document')}
          placeholder={t('pendingQueue.findDocument')}
          required
          searchable
          searchValue={text}
          onSearchChange={setText}
          filter={({ options: all }) => all}
          data={[...targets].map(([value, label]) => ({ value, label }))}
          value={values.document_id || null}
          onChange={(value) => form.set('document_id', value ?? '')}
          error={form.errors['document_id']}
        />
      ) : (
        <>
          {exact && <Text c="dimmed">{t('pendingQueue.nearExact')}</Text>}
          <TextInput label={t('pendingQueue.number')} {...form.text('number')} />
          <TextInput label={t('pendingQueue.titleField')} required {...form.text('title')} />
          <Group grow align="flex-start">
            {pick('document_type')}
            {pick('discipline')}
          </Group>
        </>
      )}
      <Group grow align="flex-start">
        <TextInput label={t('pendingQueue.rev')} required {...form.text('revision')} />
        <Select
          label={t('pendingQueue.status')}
          allowDeselect={false}
          data={[...new Set<string>([values.status, ...(options?.status ?? [])])].filter((code) => code !== 'pending').map((code) => ({
            value: code,
            label: words('status', code),
          }))}
          value={values.status}
          onChange={(value) => form.set('status', value ?? '')}
          error={form.errors['status']}
        />
      </Group>
    </Form>
  )
}
