// Deciding on many submissions at once: all of them, or none when one cannot be.
import { Select, Stack, Table, Text, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { acceptMany, rejectMany } from '~/api/queries/lifecycle'
import type { At } from '~/api/queries/project'
import { documentOptionsQuery } from '~/api/queries/register'
import type { Submission } from '~/api/types'
import { AlreadyShown, isProblem } from '~/lib/problem'
import { useWords } from '~/lib/words'
import { FormDialog, useForm } from '~/ui'
import { type BulkRow, errorsByRow, inRegister, toItem, toRow } from './acceptance'
import classes from './pending.module.css'

type Props = { at: At; submissions: Submission[]; onDone: (message: string) => Promise<void>; onClose: () => void }

export function AcceptMany({ at, submissions, onDone, onClose }: Props) {
  const { t } = useTranslation('documents')
  const words = useWords()
  const { data: options } = useQuery(documentOptionsQuery(at))
  const [rows, setRows] = useState<BulkRow[]>(() => submissions.map(toRow))
  const [wrong, setWrong] = useState<Map<number, string[]>>(new Map())
  const form = useForm({ status: 'for_review' })
  const change = (index: number, next: Partial<BulkRow>) => {
    setRows((old) => old.map((row, at) => (at === index ? { ...row, ...next } : row)))
    setWrong((old) => new Map([...old].filter(([at]) => at !== index)))
  }
  return (
    <FormDialog
      title={t('pendingQueue.acceptMany', { count: rows.length })}
      form={form}
      submit={t('pendingQueue.accept')}
      size={880}
      onClose={onClose}
      onSubmit={async ({ status }) => {
        setWrong(new Map())
        try {
          const { items } = await acceptMany(at, rows.map((row) => toItem(row, status)))
          await onDone(t('pendingQueue.acceptedMany', { count: items.length }))
        } catch (problem) {
          const found = errorsByRow(isProblem(problem) ? problem.fields : {})
          setWrong(found)
          throw found.size > 0 ? new AlreadyShown() : problem
        }
      }}
    >
      <Text c="dimmed">{t('pendingQueue.allOrNone')}</Text>
      <div className={classes['scroll']}>
        <Table verticalSpacing={4} className={classes['rows'] ?? ''}>
          <Table.Thead>
            <Table.Tr>
              {(['title', 'rev', 'as', 'number'] as const).map((key) => (
                <Table.Th key={key}>{t(`pendingQueue.bulk.${key}`)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row, index) => (
              <AcceptRow key={row.submission.revision.id} row={row} errors={wrong.get(index) ?? []} onChange={(next) => change(index, next)} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <Select
        label={t('pendingQueue.statusMany')}
        allowDeselect={false}
        data={(options?.status ?? ['for_review']).filter((code) => code !== 'pending').map((code) => ({ value: code, label: words('status', code) }))}
        value={form.values.status}
        onChange={(status) => form.set('status', status ?? 'for_review')}
        error={form.errors['status']}
      />
    </FormDialog>
  )
}

function AcceptRow({ row, errors, onChange }: { row: BulkRow; errors: string[]; onChange: (next: Partial<BulkRow>) => void }) {
  const { t } = useTranslation('documents')
  const { document, revision, near } = row.submission
  const inside = inRegister(row.submission)
  const name = row.number || document.title
  return (
    <Table.Tr>
      <Table.Td className={classes['title'] ?? ''}>
        {document.title}
        {errors.map((said) => (
          <Text key={said} size="xs" c="var(--wl-danger)" role="alert">
            {said}
          </Text>
        ))}
      </Table.Td>
      <Table.Td>{revision.code}</Table.Td>
      <Table.Td>
        {inside ? (
          t('pendingQueue.revisionOf', { number: document.number })
        ) : (
          <Select
            size="xs"
            aria-label={t('pendingQueue.asOf', { name })}
            allowDeselect={false}
            data={[
              { value: '', label: t('pendingQueue.asNew') },
              ...near.map((one) => ({ value: one.document_id, label: t('pendingQueue.revisionOf', { number: one.number }) })),
            ]}
            value={row.as === 'new' ? '' : row.target}
            onChange={(target) => onChange(target ? { as: 'revision', target } : { as: 'new', target: '' })}
          />
        )}
      </Table.Td>
      <Table.Td>
        {row.as === 'new' ? (
          <TextInput
            size="xs"
            aria-label={t('pendingQueue.numberOf', { name: document.title })}
            value={row.number}
            error={errors.length > 0}
            onChange={(event) => onChange({ number: event.currentTarget.value })}
          />
        ) : (
          (near.find(({ document_id }) => document_id === row.target)?.number ?? document.number)
        )}
      </Table.Td>
    </Table.Tr>
  )
}

export function RejectMany({ at, submissions, onDone, onClose }: Props) {
  const { t } = useTranslation('documents')
  const [wrong, setWrong] = useState<Map<number, string[]>>(new Map())
  const form = useForm({ reason: '' })
  const named = (index: number) => {
    const submission = submissions[index]
    return submission ? submission.proposed_number || submission.document.number || submission.document.title : ''
  }
  return (
    <FormDialog
      title={t('pendingQueue.rejectMany', { count: submissions.length })}
      form={form}
      submit={t('pendingQueue.reject')}
      danger
      onClose={onClose}
      onSubmit={async ({ reason }) => {
        setWrong(new Map())
        try {
          const items = submissions.map(({ document, revision }) => ({ document_id: document.id, revision_id: revision.id }))
          const done = await rejectMany(at, items, reason)
          await onDone(t('pendingQueue.rejectedMany', { count: done.items.length }))
        } catch (problem) {
          const found = errorsByRow(isProblem(problem) ? problem.fields : {})
          setWrong(found)
          throw found.size > 0 ? new AlreadyShown() : problem
        }
      }}
    >
      <Text>{t('pendingQueue.reasonHintMany')}</Text>
      <Textarea label={t('pendingQueue.reason')} required autosize minRows={2} maxRows={8} data-autofocus {...form.text('reason')} />
      {wrong.size > 0 && (
        <Stack gap={2}>
          {[...wrong].map(([index, said]) => (
            <Text key={index} size="sm" c="var(--wl-danger)">
              {named(index)}: {said.join(' ')}
            </Text>
          ))}
        </Stack>
      )}
    </FormDialog>
  )
}
