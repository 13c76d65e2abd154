// One step: the document on the left, the decision on the right, with what is asked and what others answered before.
import { Alert, Button, Radio, Select, Stack, Text, Textarea, Title } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { type At, projectQuery } from '~/api/queries/project'
import { attachmentsPlace, delegate, myStepsKey, stepQuery, workflowsKey } from '~/api/queries/steps'
import type { Answer, StepDetail } from '~/api/types'
import { Attach, attachmentFault, useAttachments } from '~/features/attachments'
import { Reading } from '~/features/document'
import { PersonSelect, Responses, unsaid } from '~/features/workflows'
import { isProblem } from '~/lib/problem'
import { ActionMenu, EmptyState, ErrorBox, FormDialog, Icon, Page, PageHeader, StatusChip, toast, useDialog, useForm, When } from '~/ui'
import { filesKeptAs, keptAs, useAnswering } from './answering'
import { Comments } from './Comments'
import { SignForm } from './SignForm'
import classes from './steps.module.css'

export function StepPage({ at, id, document, onDocument }: { at: At; id: string; document: string | undefined; onDocument: (document: string) => void }) {
  const { t } = useTranslation('steps')
  const open = useDialog()
  const navigate = useNavigate()
  const { data: step } = useSuspenseQuery(stepQuery(at, id))
  const team = useTeam(at)
  const chosen = step.documents.find(({ document_id }) => document_id === document) ?? step.documents[0]
  return (
    <Page>
      <PageHeader
        crumbs={[
          {
            label: t('title'),
            link: (label) => (
              <Link to="/o/$org/my-steps" params={{ org: at.org }} search={{}}>
                {label}
              </Link>
            ),
          },
          ...(team
            ? [
                {
                  label: step.workflow.number,
                  link: (label: string) => (
                    <Link to="/o/$org/p/$project/workflows/$workflow" params={{ ...at, workflow: step.workflow.id }}>
                      {label}
                    </Link>
                  ),
                },
              ]
            : []),
        ]}
        number={step.workflow.number}
        title={step.workflow.title}
        badges={<StatusChip tone={step.status === 'completed' ? 'done' : step.status === 'active' ? 'neutral' : 'quiet'}>{t(`statuses.${step.status}`)}</StatusChip>}
        actions={
          may(step.abilities, 'step.delegate') && (
            <ActionMenu label={step.name} actions={[{ id: 'delegate', label: t('delegate'), run: () => open((close) => <DelegateDialog at={at} step={step} onClose={close} />) }]} />
          )
        }
      />
      <div className={classes['split']}>
        <section className={classes['reading']} aria-label={t('document')}>
          {step.documents.length > 1 && chosen && (
            <Select
              className={classes['choice'] ?? ''}
              aria-label={t('document')}
              allowDeselect={false}
              data={step.documents.map((one) => ({ value: one.document_id, label: `${one.number} · ${one.title} · ${one.revision}` }))}
              value={chosen.document_id}
              onChange={(next) => next && onDocument(next)}
            />
          )}
          {chosen ? (
            <Reading
              key={chosen.revision_id}
              at={at}
              document={chosen.document_id}
              revision={chosen.revision_id}
              gone={<EmptyState title={t('withheld')} />}
              onCurrent={() => void navigate({ to: '/o/$org/p/$project/register/$doc', params: { ...at, doc: chosen.document_id }, search: {} })}
            />
          ) : (
            <EmptyState title={t(step.withheld > 0 ? 'withheld' : 'noDocument')} />
          )}
        </section>
        <section className={classes['deciding']} aria-label={t('decision')}>
          <Decision at={at} step={step} team={team} />
        </section>
      </div>
    </Page>
  )
}

/** Is the reader one of the project's team, who see all of its workflows? */
function useTeam(at: At): boolean {
  const { data: project } = useQuery(projectQuery(at))
  return may(project?.abilities, 'workflow_template.view')
}

function Decision({ at, step, team }: { at: At; step: StepDetail; team: boolean }) {
  const { t } = useTranslation('steps')
  const { workflow } = step
  const mine = may(step.abilities, 'step.respond')
  return (
    <Stack gap="md">
      <div>
        <Title order={2}>{step.name}</Title>
        <Text size="sm" c="dimmed">
          {[t(`types.${step.type}`), workflow.initiator ? t('startedBy', { name: workflow.initiator.name }) : '', step.project.name].filter(Boolean).join(' · ')}
        </Text>
        {step.due_at && step.status === 'active' && (
          <Text size="sm">
            {t('dueBy')} <When at={step.due_at} overdue={Date.parse(step.due_at) < Date.now()} />
          </Text>
        )}
      </div>
      {step.instructions && <Text className={classes['words'] ?? ''}>{step.instructions}</Text>}
      {workflow.notes && (
        <div>
          <Text fw={600}>{t('notes')}</Text>
          <Text className={classes['words'] ?? ''}>{workflow.notes}</Text>
        </div>
      )}
      {!mine ? <Answered step={step} /> : step.signing ? <SignForm key={step.version} at={at} step={step} signing={step.signing} /> : <AnswerForm key={step.version} at={at} step={step} />}
      {step.responses.length > 0 && (
        <div>
          <Title order={3} mb={4}>
            {t('before')}
          </Title>
          <Responses at={at} responses={step.responses} step={step.id} />
        </div>
      )}
      <Comments at={at} step={step} team={team} />
    </Stack>
  )
}

/** What became of it, for those who are not asked, or not any more. */
function Answered({ step }: { step: StepDetail }) {
  const { t } = useTranslation('steps')
  return (
    <Alert color="gray" icon={<Icon name={step.status === 'completed' ? 'check' : 'pending'} />}>
      {step.status === 'active' ? t('others', { names: step.assignees.filter(({ asked }) => asked).map(({ person }) => person?.name ?? '').join(', ') }) : t(`became.${step.status}`)}
    </Alert>
  )
}

function AnswerForm({ at, step }: { at: At; step: StepDetail }) {
  const { t } = useTranslation('steps')
  const answering = useAnswering(at, step)
  // What was typed outlives a step that was opened by mistake, or a lost connection, for as long as the tab is there.
  const [comment, setComment] = useState(() => sessionStorage.getItem(keptAs(step)) ?? '')
  const only = step.answers.length === 1 ? step.answers[0] : undefined
  const [answer, setAnswer] = useState<Answer | undefined>(only)
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const attaching = useAttachments(attachmentsPlace(at, step.id), filesKeptAs(step))
  const fields = isProblem(error) ? error.fields : {}
  const send = async (event: FormEvent) => {
    event.preventDefault()
    if (!answer) return
    setBusy(true)
    setError(undefined)
    try {
      await answering({ version: step.version, answer, comment: comment.trim(), attachments: attaching.ids })
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void send(event)} noValidate>
      <Stack gap="md">
        {!only && (
          <Radio.Group label={t('answer')} required value={answer ?? ''} onChange={(value) => setAnswer(value as Answer)} error={fields['answer']}>
            <Stack gap={8} mt={4}>
              {step.answers.map((one) => (
                <Radio key={one} value={one} label={t(`answers.${one}`)} description={t(`follows.${one}`)} />
              ))}
            </Stack>
          </Radio.Group>
        )}
        <Textarea
          label={t(answer === 'reject' || answer === 'return' ? 'reason' : 'comment')}
          required={answer !== undefined && unsaid(answer, '')}
          autosize
          minRows={3}
          maxRows={12}
          value={comment}
          error={fields['comment']}
          onChange={(event) => {
            setComment(event.currentTarget.value)
            sessionStorage.setItem(keptAs(step), event.currentTarget.value)
          }}
        />
        {step.allow_attachments && <Attach attaching={attaching} error={attachmentFault(fields)} />}
        {error !== undefined && Object.keys(fields).length === 0 && <ErrorBox error={error} />}
        <Button type="submit" loading={busy} disabled={!answer || unsaid(answer, comment) || attaching.busy} {...(answer === 'reject' ? { color: 'red' } : {})}>
          {answer ? t(`answers.${answer}`) : t('choose')}
        </Button>
      </Stack>
    </form>
  )
}

function DelegateDialog({ at, step, onClose }: { at: At; step: StepDetail; onClose: () => void }) {
  const { t } = useTranslation('steps')
  const client = useQueryClient()
  const form = useForm({ to_person_id: '', reason: '' })
  return (
    <FormDialog
      title={t('delegateTitle')}
      form={form}
      submit={t('delegate')}
      disabled={form.values.to_person_id === ''}
      onClose={onClose}
      onSubmit={async (values) => {
        await delegate(at, step.id, values)
        await client.invalidateQueries({ queryKey: myStepsKey(at.org) })
        void client.invalidateQueries({ queryKey: workflowsKey(at) })
        toast(t('delegated'))
      }}
    >
      <Text size="sm">{t('delegateText')}</Text>
      <PersonSelect at={at} label={t('delegateTo')} shown known={[]} value={form.values.to_person_id || null} onChange={(person) => form.set('to_person_id', person?.id ?? '')} error={form.errors['to_person_id']} />
      <Textarea label={t('reason')} autosize minRows={2} {...form.text('reason')} />
    </FormDialog>
  )
}
