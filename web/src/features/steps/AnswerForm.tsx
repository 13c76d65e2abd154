// The answer to a step: which one, the words that go with it, and files.
import { Button, Radio, Stack, Textarea } from '@mantine/core'
import '~/theme/late.css'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { attachmentsPlace } from '~/api/queries/steps'
import type { Answer, StepDetail } from '~/api/types'
import { Attach, attachmentFault, useAttachments } from '~/features/attachments'
import { unsaid } from '~/features/workflows'
import { patchDraft, readDraft } from '~/lib/drafts'
import { isProblem } from '~/lib/problem'
import { ErrorBox } from '~/ui'
import { type AnswerDraft, filesOf, useAnswerDraft, useAnswering } from './answering'

export function AnswerForm({ at, step, rejects }: { at: At; step: StepDetail; rejects: string }) {
  const { t } = useTranslation('steps')
  const answering = useAnswering(at, step)
  // What was chosen and typed outlives a step that was closed by mistake, or a lost connection.
  const draft = useAnswerDraft(step)
  const [before] = useState(() => readDraft<AnswerDraft>(draft))
  const [comment, setComment] = useState(before.comment ?? '')
  const only = step.answers.length === 1 ? step.answers[0] : undefined
  const [answer, setAnswer] = useState<Answer | undefined>(only ?? step.answers.find((one) => one === before.answer))
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const attaching = useAttachments(attachmentsPlace(at, step.id), filesOf(draft))
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
          <Radio.Group
            label={t('answer')}
            required
            value={answer ?? ''}
            onChange={(value) => {
              setAnswer(value as Answer)
              patchDraft<AnswerDraft>(draft, { answer: value as Answer })
            }}
            error={fields['answer']}
          >
            <Stack gap={8} mt={4}>
              {step.answers.map((one) => (
                <Radio key={one} value={one} label={t(`answers.${one}`)} description={one === 'reject' ? t('follows.reject', { follows: rejects }) : t(`follows.${one}`)} />
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
            patchDraft<AnswerDraft>(draft, { comment: event.currentTarget.value })
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
