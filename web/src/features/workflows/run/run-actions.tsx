// What can be done with a workflow and with its open steps. What may not be done now is there, with the reason.
import { Select, Text, Textarea } from '@mantine/core'
import '~/theme/late.css'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { refusal } from '~/api/abilities'
import type { At } from '~/api/queries/project'
import { registerKey } from '~/api/queries/register'
import { cancelWorkflow, reassignStep, recallWorkflow, terminateStep, workflowQuery } from '~/api/queries/runs'
import { myStepsKey, workflowsKey } from '~/api/queries/steps'
import type { RunStep, Workflow } from '~/api/types'
import { ReasonDialog } from '~/features/shares'
import { isProblem } from '~/lib/problem'
import { type Action, FormDialog, toast, useDialog, useForm } from '~/ui'
import { PersonSelect } from '../party'
import { ResubmitDialog } from './ResubmitDialog'

/** Does an act and brings everything up to date that it shows in; whoever comes too late is shown how it stands now. */
export function useActing(at: At, id: string) {
  const client = useQueryClient()
  const refresh = (but?: string) =>
    client.invalidateQueries({ queryKey: workflowsKey(at), predicate: ({ queryKey }) => !queryKey.includes('check') && (but === undefined || !queryKey.includes(but)) })
  return async <Answer,>(act: () => Promise<Answer>): Promise<Answer> => {
    try {
      const answer = await act()
      // An act on the whole answers with the whole.
      const whole = typeof answer === 'object' && answer !== null && 'stages' in answer
      if (whole) client.setQueryData(workflowQuery(at, id).queryKey, answer as unknown as Workflow)
      await refresh(whole ? id : undefined)
      void client.invalidateQueries({ queryKey: myStepsKey(at.org) })
      void client.invalidateQueries({ queryKey: registerKey(at) })
      return answer
    } catch (problem) {
      if (isProblem(problem) && [404, 409, 412].includes(problem.status)) void refresh()
      throw problem
    }
  }
}

export function useRunActions(at: At, run: Workflow): Action[] {
  const { t } = useTranslation('runs')
  const open = useDialog()
  const acting = useActing(at, run.id)
  // Nobody does anything with what has ended.
  if (run.status === 'completed' || run.status === 'cancelled') return []
  const { id, number, version } = run
  const not = (act: string) => refusal(run.abilities, act, t('refused'))
  const whole = (act: 'recall' | 'cancel') => () =>
    open((close) => (
      <ReasonDialog
        title={t(`${act}Title`, { number })}
        text={t(`${act}Text`)}
        submit={t(act)}
        required
        cancel={t('keep')}
        onClose={close}
        onSubmit={async (reason) => {
          await acting(() => (act === 'recall' ? recallWorkflow : cancelWorkflow)(at, id, { reason, version }))
          toast(t(`${act}Done`, { number }))
        }}
      />
    ))
  return [
    ...(run.status === 'returned'
      ? [{ id: 'resubmit', label: t('resubmit'), refusal: not('workflow.resubmit'), run: () => open((close) => <ResubmitDialog at={at} run={run} onClose={close} />) }]
      : [{ id: 'recall', label: t('recall'), refusal: not('workflow.recall'), run: whole('recall') }]),
    { id: 'cancel', label: t('cancel'), danger: true, refusal: not('workflow.cancel'), run: whole('cancel') },
  ]
}

export function useStepActions(at: At, run: Workflow): (step: RunStep) => Action[] {
  const { t } = useTranslation('runs')
  const open = useDialog()
  const acting = useActing(at, run.id)
  return (step) => {
    const not = (act: string) => refusal(step.abilities, act, t('refused'))
    return [
      {
        id: 'reassign',
        label: t('reassign'),
        refusal: not('step.reassign'),
        run: () => open((close) => <ReassignDialog at={at} run={run} step={step} onClose={close} />),
      },
      {
        id: 'terminate',
        label: t('terminate'),
        danger: true,
        refusal: not('step.terminate'),
        run: () =>
          open((close) => (
            <ReasonDialog
              title={t('terminateTitle', { name: step.name })}
              text={t('terminateText')}
              submit={t('terminate')}
              required
              cancel={t('keep')}
              onClose={close}
              onSubmit={async (reason) => {
                await acting(() => terminateStep(at, step.id, { reason, version: step.version }))
                toast(t('terminated', { name: step.name }))
              }}
            />
          )),
      },
    ]
  }
}

function ReassignDialog({ at, run, step, onClose }: { at: At; run: Workflow; step: RunStep; onClose: () => void }) {
  const { t } = useTranslation('runs')
  const { t: steps } = useTranslation('steps')
  const acting = useActing(at, run.id)
  const asked = step.assignees.flatMap(({ asked, person }) => (asked && person ? [person] : []))
  // Who cannot answer is the first to be replaced.
  const vacant = step.assignees.find(({ asked, standing }) => asked && standing !== 'here')?.person
  const form = useForm({ from_person_id: (vacant ?? asked[0])?.id ?? '', to_person_id: '', to_email: '', reason: '' })
  const { to_email: email } = form.values
  const invites = run.abilities['member.invite']?.allowed ?? false
  return (
    <FormDialog
      title={t('reassignTitle', { name: step.name })}
      form={form}
      submit={t('reassign')}
      disabled={!form.values.from_person_id || (!form.values.to_person_id && !email)}
      onClose={onClose}
      onSubmit={async (values) => {
        const { from_person_id, to_person_id, reason } = values
        await acting(() => reassignStep(at, step.id, { from_person_id, reason, ...(email ? { to_email: email } : { to_person_id }) }))
        toast(t('reassigned', { name: step.name }))
      }}
    >
      <Text size="sm">{t('reassignText')}</Text>
      <Select
        label={t('reassignFrom')}
        allowDeselect={false}
        data={asked.map(({ id, name }) => ({ value: id, label: name }))}
        value={form.values.from_person_id || null}
        error={form.errors['from_person_id']}
        onChange={(id) => form.set('from_person_id', id ?? '')}
      />
      <PersonSelect
        at={at}
        steps
        label={t('reassignTo')}
        shown
        known={email ? [{ id: email, name: email }] : []}
        value={form.values.to_person_id || email || null}
        onChange={(person) => {
          form.set('to_person_id', person?.id ?? '')
          form.set('to_email', '')
        }}
        onEmail={
          invites
            ? (address) => {
                form.set('to_email', address)
                form.set('to_person_id', '')
              }
            : undefined
        }
        error={form.errors['to_person_id'] ?? form.errors['to_email']}
      />
      {email && <Text size="sm">{t('reassignInvites', { email })}</Text>}
      <Textarea label={steps('reason')} autosize minRows={2} maxRows={8} maxLength={4000} {...form.text('reason')} />
    </FormDialog>
  )
}
