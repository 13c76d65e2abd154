// One request: what is wished, by whom and why; decided change by change.
import { Alert, Button, Checkbox, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refusal } from '~/api/abilities'
import { type At, projectQuery } from '~/api/queries/project'
import { registerKey } from '~/api/queries/register'
import { approveRequest, deleteRequest, rejectRequest, requestQuery } from '~/api/queries/requests'
import type { EditChange, EditRequest, EditState } from '~/api/types'
import { ChangeList, usePersonName, useWishes, useWithdraw } from '~/features/document'
import { ReasonDialog } from '~/features/shares'
import { type FieldErrors, isProblem, withoutPrefix } from '~/lib/problem'
import { ActionMenu, ErrorBox, Facts, Icon, SidePanel, StatusChip, toast, toastError, useConfirm, useDialog, When } from '~/ui'
import { asWished, type Decision, taken, toChanges } from './decision'
import classes from './requests.module.css'

export function RequestPanel({ at, request, own, onClose }: { at: At; request: EditRequest; own: boolean; onClose: () => void }) {
  const { t } = useTranslation('requests')
  const person = usePersonName()
  const withdraw = useWithdraw(at)
  const open = request.state === 'open'
  return (
    <SidePanel title={`${request.document.number} · ${request.document.title}`} onClose={onClose}>
      <Stack p="lg" gap="lg">
        <Group justify="space-between">
          <StatusChip tone={request.state === 'approved' ? 'done' : request.state === 'rejected' ? 'danger' : 'neutral'}>
            {t(`states.${request.state as EditState}`)}
          </StatusChip>
          <Button
            size="xs"
            variant="default"
            component={Link}
            to={`/o/${at.org}/p/${at.project}/register/${request.document.id}${request.revision ? `?rev=${request.revision.id}` : ''}`}
          >
            {t('openDocument')}
          </Button>
        </Group>
        <Facts
          items={[
            [t('columns.from'), own ? '' : person(request.requested_by)],
            [t('asked'), <When key="asked" at={request.requested_at} />],
            [t('looked'), request.revision?.code],
            [t('decidedBy'), person(request.decided_by)],
            [t('decidedAt'), request.decided_at && <When key="decided" at={request.decided_at} />],
          ]}
        />
        {request.comment && (
          <div>
            <Text size="xs" c="dimmed">
              {t('dialog.comment')}
            </Text>
            <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{request.comment}</Text>
          </div>
        )}
        {request.reason && (
          <div>
            <Text size="xs" c="dimmed">
              {t('reason')}
            </Text>
            <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{request.reason}</Text>
          </div>
        )}
        {open && !own ? (
          <DecideForm at={at} request={request} onDecided={onClose} />
        ) : (
          <>
            <ChangeList at={at} request={request} />
            {open && own && (
              <Group justify="flex-end">
                <Button variant="default" onClick={() => void withdraw(request)}>
                  {t('withdraw')}
                </Button>
              </Group>
            )}
          </>
        )}
      </Stack>
    </SidePanel>
  )
}

function DecideForm({ at, request, onDecided }: { at: At; request: EditRequest; onDecided: () => void }) {
  const { t } = useTranslation('requests')
  const { name, say, choices } = useWishes(at)
  const client = useQueryClient()
  const open = useDialog()
  const confirm = useConfirm()
  const [decision, setDecision] = useState<Decision>(() => asWished(request.changes))
  const [reason, setReason] = useState('')
  const [errors, setErrors] = useState<FieldErrors>({})
  const [error, setError] = useState<unknown>()
  const [sending, setSending] = useState(false)
  const count = taken(decision)
  const { number } = request.document
  // Only the request on its own says whether it can be approved now.
  const { data: single } = useQuery(requestQuery(at, request.id))
  const blocked = single?.blocked ?? null
  const not = refusal(request.abilities, 'edit_request.decide', t('refused'))

  const decided = async (message: string) => {
    onDecided()
    await client.invalidateQueries({ queryKey: registerKey(at) })
    void client.invalidateQueries({ queryKey: projectQuery(at).queryKey, exact: true })
    toast(message)
  }
  const approve = async (event: FormEvent) => {
    event.preventDefault()
    setSending(true)
    setErrors({})
    setError(undefined)
    try {
      const { version, document_version } = request
      await approveRequest(at, request.id, {
        version,
        document_version,
        changes: toChanges(request.changes, decision),
        reason: reason.trim() || undefined,
      })
      await decided(t('approved', { number }))
    } catch (problem) {
      if (isProblem(problem) && problem.status === 412) {
        // It is shown anew as it stands now, with what was decided here gone.
        toastError(problem)
        await client.invalidateQueries({ queryKey: registerKey(at) })
      } else {
        const plain = withoutPrefix(problem, 'changes.')
        const fields = isProblem(plain) ? plain.fields : {}
        setErrors(fields)
        if (Object.keys(fields).some((field) => !(field in decision) && field !== 'reason') || Object.keys(fields).length === 0) setError(problem)
      }
    } finally {
      setSending(false)
    }
  }
  const reject = () =>
    open((close) => (
      <ReasonDialog
        title={t('rejectTitle', { number })}
        text={t('rejectText')}
        submit={t('reject')}
        required
        onClose={close}
        onSubmit={async (why) => {
          await rejectRequest(at, request.id, request.version, why)
          await decided(t('rejected', { number }))
        }}
      />
    ))
  const remove = async () => {
    const done = await confirm({
      title: t('deleteTitle', { number }),
      text: t('deleteText'),
      action: t('delete'),
      danger: true,
      run: () => deleteRequest(at, request.id),
    })
    if (done) await decided(t('deleted', { number }))
  }
  const set = (field: string, change: Partial<Decision[string]>) => {
    setDecision((old) => ({ ...old, [field]: { taken: true, value: '', ...old[field], ...change } }))
    setErrors((old) => Object.fromEntries(Object.entries(old).filter(([name]) => name !== field)))
  }
  return (
    <form onSubmit={(event) => void approve(event)} noValidate>
      <Stack gap="md">
        {blocked && (
          <Alert color="gray" icon={<Icon name="warning" />}>
            {blocked}
          </Alert>
        )}
        <fieldset className={classes['changes']} disabled={not !== undefined}>
          <legend>{t('changes')}</legend>
          {request.changes.map((change) => (
            <ChangeRow
              key={change.field}
              change={change}
              name={name(change.field)}
              say={(value) => say(change.field, value)}
              choices={choices(change.field)}
              decision={decision[change.field] ?? { taken: false, value: '' }}
              error={errors[change.field]}
              onChange={(next) => set(change.field, next)}
            />
          ))}
        </fieldset>
        <Textarea
          label={t('reasonOptional')}
          description={t('reasonHint')}
          autosize
          minRows={1}
          maxRows={8}
          value={reason}
          error={errors['reason']}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {error !== undefined && <ErrorBox error={error} />}
        {not && <Text c="dimmed">{not}</Text>}
        <Group justify="flex-end" gap="xs">
          <ActionMenu
            label={number}
            actions={[{ id: 'delete', label: t('delete'), danger: true, refusal: not, run: () => void remove() }]}
          />
          <Button variant="default" c="var(--wl-danger)" onClick={reject} disabled={not !== undefined}>
            {t('reject')}
          </Button>
          <Button type="submit" loading={sending} disabled={count === 0 || not !== undefined || blocked !== null}>
            {count === request.changes.length ? t('approve') : t('approvePart', { count, total: request.changes.length })}
          </Button>
        </Group>
        {count === 0 && <Text c="dimmed">{t('noneTaken')}</Text>}
      </Stack>
    </form>
  )
}

function ChangeRow({
  change,
  name,
  say,
  choices,
  decision,
  error,
  onChange,
}: {
  change: EditChange
  name: string
  say: (value: string) => string
  choices: { value: string; label: string }[]
  decision: Decision[string]
  error: string | undefined
  onChange: (change: Partial<Decision[string]>) => void
}) {
  const { t } = useTranslation('requests')
  const original = say(change.before) || t('nothing')
  const moved = change.moved && change.current !== null && change.current !== decision.value
  return (
    <div className={classes['change']} data-undone={!decision.taken || undefined}>
      <Checkbox
        label={name}
        checked={decision.taken}
        onChange={(event) => onChange({ taken: event.currentTarget.checked })}
      />
      {decision.taken ? (
        choices.length > 0 ? (
          <Select
            aria-label={t('newValue', { field: name })}
            searchable
            allowDeselect={false}
            data={choices.some(({ value }) => value === decision.value) || !decision.value ? choices : [...choices, { value: decision.value, label: decision.value }]}
            value={decision.value || null}
            error={error}
            onChange={(value) => onChange({ value: value ?? '' })}
          />
        ) : change.field === 'description' ? (
          <Textarea
            aria-label={t('newValue', { field: name })}
            autosize
            minRows={2}
            maxRows={8}
            value={decision.value}
            error={error}
            onChange={(event) => onChange({ value: event.currentTarget.value })}
          />
        ) : (
          <TextInput
            aria-label={t('newValue', { field: name })}
            value={decision.value}
            error={error}
            onChange={(event) => onChange({ value: event.currentTarget.value })}
          />
        )
      ) : (
        <Text size="sm" c="dimmed">
          {t('undone')}
        </Text>
      )}
      <Text size="xs" c="dimmed" className={classes['was'] ?? ''}>
        {t('wasValue', { value: original })}
        {decision.taken && decision.value !== change.wished && ` · ${t('wishedValue', { value: say(change.wished) || t('nothing') })}`}
      </Text>
      {moved && (
        <Text size="xs" c="var(--wl-danger)" className={classes['was'] ?? ''}>
          {t('movedTo', { value: say(change.current ?? '') || t('nothing') })}
        </Text>
      )}
    </div>
  )
}
