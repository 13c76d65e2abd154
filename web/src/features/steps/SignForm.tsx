// A step that is signed: what is signed, by which name, and the password once more, so that it is certain who signs.
import { Button, Group, PasswordInput, Stack, Text, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { attachmentsPlace } from '~/api/queries/steps'
import type { StepDetail, StepToSign } from '~/api/types'
import { Attach, attachmentFault, useAttachments } from '~/features/attachments'
import { ReasonDialog } from '~/features/shares'
import { patchDraft, readDraft } from '~/lib/drafts'
import { isProblem, Problem, renamed, withoutPrefix } from '~/lib/problem'
import { FormDialog, useDialog, useForm } from '~/ui'
import { type AnswerDraft, filesOf, useAnswerDraft, useAnswering } from './answering'
import classes from './steps.module.css'

type Props = { at: At; step: StepDetail; signing: StepToSign }

/** What is wrong with the files is said as a whole: they stand behind the dialog. */
function said(problem: unknown): unknown {
  const fault = isProblem(problem) ? attachmentFault(problem.fields) : undefined
  return fault && isProblem(problem) ? new Problem(problem.status, problem.code, fault) : problem
}

export function SignForm(props: Props & { rejects: string }) {
  const { t } = useTranslation('steps')
  const open = useDialog()
  const { at, step, rejects } = props
  const answering = useAnswering(at, step)
  const draft = useAnswerDraft(step)
  const attaching = useAttachments(attachmentsPlace(at, step.id), filesOf(draft))
  const decline = () =>
    open((close) => (
      <ReasonDialog
        title={t('declineTitle')}
        text={t('declineText', { follows: rejects })}
        submit={t('decline')}
        required
        draft={{ words: readDraft<AnswerDraft>(draft).decline ?? '', keep: (decline) => patchDraft<AnswerDraft>(draft, { decline }) }}
        onClose={close}
        onSubmit={async (comment) => {
          try {
            await answering({ version: step.version, answer: 'reject', comment, attachments: attaching.ids })
          } catch (problem) {
            throw renamed(said(problem), (field) => (field === 'comment' ? 'reason' : field))
          }
        }}
      />
    ))
  return (
    <Stack gap="md">
      <Statement signing={props.signing} />
      {step.allow_attachments && <Attach attaching={attaching} />}
      <Group gap="xs">
        <Button disabled={attaching.busy} onClick={() => open((close) => <SignDialog {...props} attachments={attaching.ids} onClose={close} />)}>
          {t('sign')}
        </Button>
        <Button variant="default" c="var(--wl-danger)" disabled={attaching.busy} onClick={decline}>
          {t('decline')}
        </Button>
      </Group>
    </Stack>
  )
}

function Statement({ signing }: { signing: StepToSign }) {
  const { t } = useTranslation('steps')
  return (
    <figure className={classes['statement']}>
      <figcaption>{t('statement')}</figcaption>
      <blockquote>{signing.statement}</blockquote>
    </figure>
  )
}

function SignDialog({ at, step, signing, attachments, onClose }: Props & { attachments: string[]; onClose: () => void }) {
  const { t } = useTranslation('steps')
  const { t: ui } = useTranslation('ui')
  const answering = useAnswering(at, step)
  const draft = useAnswerDraft(step)
  // The name is typed by whoever signs; of what is typed only the words are kept.
  const form = useForm({ full_name: '', password: '', comment: readDraft<AnswerDraft>(draft).sign ?? '' })
  const comment = form.text('comment')
  const { full_name, password } = form.values
  return (
    <FormDialog
      title={t('signTitle', { name: step.name })}
      form={form}
      submit={t('sign')}
      disabled={full_name.trim() === '' || password === ''}
      size={640}
      onClose={onClose}
      onSubmit={async ({ full_name, password, comment }) => {
        try {
          await answering({ version: step.version, answer: 'approve', comment: comment.trim(), attachments, signature: { full_name: full_name.trim(), password } })
        } catch (problem) {
          throw withoutPrefix(said(problem), 'signature.')
        }
      }}
    >
      <Statement signing={signing} />
      {step.documents.length > 0 && (
        <section aria-labelledby="signed" className={classes['signed']}>
          <Text id="signed" fw={600} size="sm">
            {t('signedFiles')}
          </Text>
          <ul>
            {step.documents.map((one) => (
              <li key={one.revision_id}>
                <span>
                  <strong>{one.number}</strong> · {one.revision} · {one.title}
                </span>
                <code>{one.sha256}</code>
              </li>
            ))}
          </ul>
        </section>
      )}
      {step.withheld > 0 && <Text size="sm">{t('signedWithheld', { count: step.withheld })}</Text>}
      <TextInput
        label={t('fullName')}
        description={t('fullNameHint', { name: signing.default_name })}
        placeholder={signing.default_name}
        required
        maxLength={200}
        autoComplete="off"
        data-autofocus
        {...form.text('full_name')}
      />
      <PasswordInput
        label={t('password')}
        description={t('passwordHint')}
        required
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': ui('passwordShow') }}
        {...form.text('password')}
      />
      <Textarea
        label={t('comment')}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4000}
        {...comment}
        onChange={(event) => {
          comment.onChange(event)
          patchDraft<AnswerDraft>(draft, { sign: event.currentTarget.value })
        }}
      />
    </FormDialog>
  )
}
