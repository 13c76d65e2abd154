// One submission: looked at, then taken in as a new document or as a revision of one, or rejected with a reason.
// The metadata can be corrected first; nothing changes until the decision.
import { useWords } from '~/lib/words'
import { Button, Radio, Select, SimpleGrid, Skeleton, Stack, Text, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Document, DocumentOptions, FormField, Submission } from '~/api/types'
import { type At, projectQuery } from '~/api/queries/project'
import { accept, documentOptionsQuery, documentQuery, registerKey, reject } from '~/api/queries/register'
import { DocumentSelect, usePersonName } from '~/features/document'
import { FieldInput, isNeeded, pathOf } from '~/features/metadata'
import { ReasonDialog } from '~/features/shares'
import { Bytes, ErrorBox, Facts, Form, SidePanel, toast, useDialog, useForm, When } from '~/ui'
import { type AcceptValues, beforeOf, inRegister, toAcceptance } from './acceptance'

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

function AcceptForm(props: {
  at: At
  submission: Submission
  onAccepted: (message: string) => Promise<void>
  onReject: () => void
}) {
  const options = useQuery(documentOptionsQuery(props.at))
  // The queue tells of it in short; what can be corrected is the whole of it.
  const whole = useQuery(documentQuery(props.at, props.submission.document.id))
  const failed = whole.error ?? options.error
  if (failed) {
    return (
      <ErrorBox
        error={failed}
        onRetry={() => {
          void whole.refetch()
          void options.refetch()
        }}
      />
    )
  }
  if (!whole.data || !options.data) return <Skeleton height={320} />
  return <Acceptance {...props} document={whole.data} options={options.data} />
}

function Acceptance({
  at,
  submission,
  document,
  options,
  onAccepted,
  onReject,
}: {
  at: At
  submission: Submission
  document: Document
  options: DocumentOptions
  onAccepted: (message: string) => Promise<void>
  onReject: () => void
}) {
  const { t } = useTranslation('documents')
  const words = useWords()
  const [more, setMore] = useState(false)
  const { revision, near } = submission
  const exact = near.find((one) => one.exact)
  const inside = inRegister(submission)
  const details = options.fields
  const before = beforeOf(submission, document, details)
  const form = useForm<AcceptValues>({
    ...before,
    as: inside || exact ? 'revision' : 'new',
    document_id: inside ? '' : (exact?.document_id ?? ''),
    // Waiting is over with the decision; what was only waiting goes to review.
    status: revision.status === 'pending' ? 'for_review' : revision.status,
  })
  const { values } = form
  const said = (path: string) => values[path] ?? ''
  const fresh = values.as === 'new'
  const under = (key: string | null) => {
    const parent = details.find((field) => field.key === key)
    return parent ? said(pathOf(parent)) : ''
  }
  const input = (field: FormField) => {
    const path = pathOf(field)
    return (
      <FieldInput
        key={path}
        field={field}
        value={said(path)}
        under={under(field.parent)}
        current={before[path] ?? ''}
        onChange={(value) => form.set(path, value)}
        error={form.errors[path]}
      />
    )
  }
  const first = details.filter((field) => isNeeded(field) || field.key === 'discipline')
  const rest = details.filter((field) => !first.includes(field))
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
        const accepted = await accept(at, document.id, revision.id, toAcceptance(values, before, inside))
        await onAccepted(t('pendingQueue.accepted', { number: accepted.number }))
      }}
    >
      {inside ? (
        <Text>{t('pendingQueue.inside', { code: revision.code, number: submission.document.number, title: submission.document.title })}</Text>
      ) : (
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
      )}
      {!inside && !fresh && (
        <DocumentSelect
          at={at}
          label={t('pendingQueue.document')}
          required
          known={near.map(({ document_id, number, title }) => ({ id: document_id, number, title }))}
          without={[document.id]}
          value={said('document_id')}
          onChange={(id) => form.set('document_id', id)}
          error={form.errors['document_id']}
        />
      )}
      {(fresh || inside) && (
        <>
          {fresh && exact && <Text c="dimmed">{t('pendingQueue.nearExact')}</Text>}
          {fresh && (
            <TextInput
              label={t('pendingQueue.number')}
              description={options.automatic_numbers ? t('pendingQueue.numberAutomatic') : undefined}
              {...form.text('number')}
            />
          )}
          <TextInput label={t('pendingQueue.titleField')} required {...form.text('title')} />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="md">
            {first.map(input)}
          </SimpleGrid>
        </>
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="md">
        <TextInput label={t('pendingQueue.rev')} required {...form.text('revision')} />
        <Select
          label={t('pendingQueue.status')}
          allowDeselect={false}
          data={[...new Set([said('status'), ...options.status])]
            .filter((code) => code !== 'pending')
            .map((code) => ({ value: code, label: words('status', code) }))}
          value={said('status')}
          onChange={(value) => form.set('status', value ?? '')}
          error={form.errors['status']}
        />
      </SimpleGrid>
      {more ? (
        <>
          {(fresh || inside) && (
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="md">
              {rest.map(input)}
            </SimpleGrid>
          )}
          {(fresh || inside) && <Textarea label={t('facts.description')} autosize minRows={2} maxRows={8} {...form.text('description')} />}
          <TextInput type="date" label={t('revision.date')} {...form.text('revision_date')} />
          <Textarea label={t('revision.change')} autosize minRows={2} maxRows={8} {...form.text('change_description')} />
        </>
      ) : (
        <Button variant="subtle" color="gray" size="xs" onClick={() => setMore(true)} style={{ alignSelf: 'flex-start' }}>
          {t('pendingQueue.more')}
        </Button>
      )}
    </Form>
  )
}
