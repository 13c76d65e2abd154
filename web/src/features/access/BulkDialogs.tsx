// Extending or ending many grants at once. What the server refuses is named, one by one; the rest is done.
import { List, Modal, Text, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BulkResult, LedgerRow } from '~/api/types'
import { type At, extendAccess, revokeAccess } from '~/api/queries/project'
import { daysAhead, toDateInput } from '~/lib/dates'
import { Form, toast, useForm } from '~/ui'

type Props = {
  org: string
  project: string | undefined
  rows: LedgerRow[]
  onClose: () => void
  onDone: (done: string[]) => Promise<void>
}

/** Grants belong to projects, so what is chosen across projects is asked of each. */
export function byProject(rows: LedgerRow[], project: string | undefined): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const row of rows) {
    const of = row.what.project?.id ?? project
    if (of) groups.set(of, [...(groups.get(of) ?? []), row.id])
  }
  return groups
}

async function inEach(
  { org, rows, project }: Props,
  act: (at: At, ids: string[]) => Promise<BulkResult>,
): Promise<BulkResult> {
  const result: BulkResult = { done: [], refused: [] }
  for (const [of, ids] of byProject(rows, project)) {
    const part = await act({ org, project: of }, ids)
    result.done.push(...part.done)
    result.refused.push(...part.refused)
  }
  return result
}

function useOutcome(props: Props) {
  const { t } = useTranslation('access')
  const [refused, setRefused] = useState<BulkResult['refused']>([])
  const settle = async (result: BulkResult) => {
    await props.onDone(result.done)
    if (result.done.length > 0) toast(t('done', { count: result.done.length }))
    if (result.refused.length === 0) props.onClose()
    else setRefused(result.refused)
  }
  return { refused, settle }
}

function Shell({
  props,
  title,
  refused,
  children,
}: {
  props: Props
  title: string
  refused: BulkResult['refused']
  children: ReactNode
}) {
  const { t } = useTranslation('access')
  const { t: ui } = useTranslation('ui')
  const name = (id: string) => props.rows.find((row) => row.id === id)?.who.name ?? id
  return (
    <Modal opened onClose={props.onClose} title={title} closeButtonProps={{ 'aria-label': ui('close') }}>
      {refused.length > 0 ? (
        <div role="alert">
          <Text>{t('refused', { count: refused.length })}</Text>
          <List>
            {refused.map(({ id, reason }) => (
              <List.Item key={id}>
                {name(id)}: {reason}
              </List.Item>
            ))}
          </List>
        </div>
      ) : (
        children
      )}
    </Modal>
  )
}

export function ExtendMany(props: Props) {
  const { t } = useTranslation('access')
  const { refused, settle } = useOutcome(props)
  const form = useForm({ ends_on: daysAhead(Date.now(), 30) })
  return (
    <Shell props={props} title={t('extendTitle', { count: props.rows.length })} refused={refused}>
      <Form
        form={form}
        submit={t('extend')}
        onCancel={props.onClose}
        onSubmit={async ({ ends_on }) => settle(await inEach(props, (at, ids) => extendAccess(at, ids, ends_on)))}
      >
        <TextInput
          type="date"
          label={t('until')}
          required
          min={toDateInput(Date.now())}
          data-autofocus
          {...form.text('ends_on')}
        />
      </Form>
    </Shell>
  )
}

export function RevokeMany(props: Props) {
  const { t } = useTranslation('access')
  const { refused, settle } = useOutcome(props)
  const form = useForm({ reason: '' })
  const count = new Set(props.rows.map((row) => row.who.id ?? row.who.name)).size
  return (
    <Shell props={props} title={t('revokeTitle', { count: props.rows.length })} refused={refused}>
      <Form
        form={form}
        submit={t('revoke')}
        danger
        onCancel={props.onClose}
        onSubmit={async ({ reason }) => settle(await inEach(props, (at, ids) => revokeAccess(at, ids, reason)))}
      >
        <Text>{t('revokeConsequence', { count, name: props.rows[0]?.who.name ?? '' })}</Text>
        <Textarea label={t('reason')} autosize minRows={2} required data-autofocus {...form.text('reason')} />
      </Form>
    </Shell>
  )
}
