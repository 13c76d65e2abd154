// What is said about a step beside its answers; who from outside reads along stands above the field.
import { Button, MultiSelect, Stack, Text, Textarea, Title } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { organisationQuery } from '~/api/queries/organisation'
import { useDraftName } from '~/api/draft-name'
import type { At } from '~/api/queries/project'
import { addComment, attachmentsPlace, commentsKey, commentsQuery } from '~/api/queries/steps'
import type { PersonRef, StepComments, StepDetail } from '~/api/types'
import { Attach, attachmentFault, useAttachments } from '~/features/attachments'
import { PersonSelect, SaidComment } from '~/features/workflows'
import { dropDraft, patchDraft, readDraft } from '~/lib/drafts'
import { isProblem } from '~/lib/problem'
import { ErrorBox } from '~/ui'
import classes from './steps.module.css'

export function Comments({ at, step, team }: { at: At; step: StepDetail; team: boolean }) {
  const { t } = useTranslation('steps')
  const { data, error } = useQuery(commentsQuery(at, step.id))
  if (error) return <ErrorBox error={error} />
  if (!data) return null
  const open = may(data.abilities, 'step.comment')
  if (!open && data.items.length === 0) return null
  return (
    <section aria-labelledby="comments">
      <Title order={3} mb={4} id="comments">
        {t('comments')}
      </Title>
      {data.items.length > 0 && (
        <ol className={classes['comments']}>
          {data.items.map((one) => (
            <SaidComment key={one.id} at={at} step={step.id} one={one} />
          ))}
        </ol>
      )}
      {open && <CommentForm at={at} step={step} team={team} said={data} />}
    </section>
  )
}

/** Those whom everybody who reads the step knows of: who started it, who answers, and who said something. */
function known(step: StepDetail, said: StepComments): PersonRef[] {
  const people = [step.workflow.initiator, ...step.assignees.map(({ person }) => person), ...said.items.map(({ person }) => person)]
  const unique = new Map(people.filter((one): one is PersonRef => one !== null && one !== undefined).map((one) => [one.id, one]))
  return [...unique.values()]
}

function CommentForm({ at, step, team, said }: { at: At; step: StepDetail; team: boolean; said: StepComments }) {
  const { t } = useTranslation('steps')
  const client = useQueryClient()
  const draft = useDraftName(`comment ${step.id}`)
  const [text, setText] = useState(() => readDraft<{ text: string }>(draft).text ?? '')
  const [mentions, setMentions] = useState<{ id: string; name: string }[]>([])
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const attaching = useAttachments(attachmentsPlace(at, step.id), `${draft} files`)
  const fields = isProblem(error) ? error.fields : {}
  // Nobody tells themselves.
  const { data: organisation } = useQuery(organisationQuery(at.org))
  const self = organisation?.member_id
  const people = [...known(step, said).filter(({ id }) => id !== self), ...mentions.filter(({ id }) => !known(step, said).some((one) => one.id === id))]
  const unknown = Object.entries(fields).find(([field]) => field.startsWith('mentions'))?.[1]
  const type = (text: string) => {
    setText(text)
    patchDraft(draft, { text })
  }
  const send = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    try {
      client.setQueryData(commentsKey(at, step.id), await addComment(at, step.id, { text: text.trim(), mentions: mentions.map(({ id }) => id), attachments: attaching.ids }))
      setText('')
      dropDraft(draft)
      setMentions([])
      attaching.clear()
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <form onSubmit={(event) => void send(event)} noValidate>
      <Stack gap={8}>
        {team && (
          <Text size="sm" c="dimmed">
            {said.outsiders.length > 0 ? t('readOutside', { names: said.outsiders.map(({ name }) => name).join(', ') }) : t('readInside')}
          </Text>
        )}
        <Textarea label={t('newComment')} autosize minRows={2} maxRows={10} value={text} error={fields['text']} onChange={(event) => type(event.currentTarget.value)} />
        <MultiSelect
          label={t('tell')}
          searchable
          data={people.map(({ id, name }) => ({ value: id, label: name }))}
          value={mentions.map(({ id }) => id)}
          onChange={(ids) => setMentions(people.filter(({ id }) => ids.includes(id)))}
          error={unknown}
        />
        {team && (
          <PersonSelect
            at={at}
            label={t('tellOther')}
            known={[]}
            value={null}
            taken={[...mentions.map(({ id }) => id), ...(self ? [self] : [])]}
            onChange={(person) => person && setMentions((list) => [...list, person])}
          />
        )}
        {step.allow_attachments && <Attach attaching={attaching} error={attachmentFault(fields)} />}
        {error !== undefined && Object.keys(fields).length === 0 && <ErrorBox error={error} />}
        <Button type="submit" variant="default" loading={busy} disabled={text.trim() === '' || attaching.busy}>
          {t('addComment')}
        </Button>
      </Stack>
    </form>
  )
}
