// One mail: its words, the facts that can be put into them, and the mail as it would be.
import { Alert, Anchor, Button, Group, Skeleton, Stack, Text, Textarea, TextInput, Title } from '@mantine/core'
import '~/theme/late.css'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Level } from '~/api/queries/fields'
import { mailTextQuery, mailTextsQuery, setMailText, testMailText } from '~/api/queries/mail-texts'
import type { MailText, MailTextLine } from '~/api/types'
import { isProblem } from '~/lib/problem'
import { ErrorBox, Form, toast, toastError, useConfirm, useForm } from '~/ui'
import { Changed } from './MailTextSettings'
import { MailPreview } from './MailPreview'
import { inserted, type Part, PARTS, same, sentOf, typedOf } from './words'
import classes from './mails.module.css'

export function MailTextDetail({
  at,
  line,
  refused,
  onBack,
}: {
  at: Level
  line: MailTextLine
  refused: string | undefined
  onBack: (() => void) | undefined
}) {
  const { t } = useTranslation('mails')
  const text = useQuery({ ...mailTextQuery(at, line.id), refetchOnWindowFocus: false })
  // The editor begins anew when what somebody else wrote is loaded.
  const [round, setRound] = useState(0)
  return (
    <section aria-labelledby="mail-text">
      {onBack && (
        <Anchor component="button" type="button" size="sm" mb="xs" onClick={onBack}>
          {t('back')}
        </Anchor>
      )}
      <Group gap="xs">
        <Title order={2} id="mail-text">
          {line.title}
        </Title>
        <Changed at={at} line={line} />
      </Group>
      <Text size="sm" c="dimmed" mb="md">
        {line.about}
      </Text>
      {text.error ? (
        <ErrorBox error={text.error} onRetry={() => void text.refetch()} />
      ) : !text.data ? (
        <Skeleton height={360} />
      ) : (
        <Editor
          key={round}
          at={at}
          text={text.data}
          refused={refused}
          onReload={() => void text.refetch().then(() => setRound(round + 1))}
        />
      )}
    </section>
  )
}

type Field = HTMLInputElement | HTMLTextAreaElement

function Editor({ at, text, refused, onReload }: { at: Level; text: MailText; refused: string | undefined; onReload: () => void }) {
  const { t } = useTranslation('mails')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const confirm = useConfirm()
  const form = useForm(typedOf(text.words))
  // What is saved is held to what was looked at, however often the query reads anew.
  const [known, setKnown] = useState({ version: text.version, words: typedOf(text.words) })
  const [stale, setStale] = useState(false)
  const [shown] = useDebouncedValue(form.values, 400)
  const fields = useRef<Partial<Record<Part, Field | null>>>({})
  const [last, setLast] = useState<Part>('introduction')

  const save = async (words: ReturnType<typeof sentOf>) => {
    setStale(false)
    try {
      const saved = await setMailText(at, text.id, { ...words, version: known.version })
      client.setQueryData(mailTextQuery(at, text.id).queryKey, saved)
      void client.invalidateQueries({ queryKey: mailTextsQuery(at).queryKey, exact: true })
      setKnown({ version: saved.version, words: typedOf(saved.words) })
      form.reset(typedOf(saved.words))
    } catch (error) {
      setStale(isProblem(error) && error.code === 'stale')
      throw error
    }
  }
  const reset = () =>
    confirm({
      title: at.project ? t('followTitle') : t('resetTitle'),
      text: at.project ? t('followText') : t('resetText'),
      action: at.project ? t('follow') : t('reset'),
      run: () => save({ subject: null, introduction: null, closing: null }),
    }).then((done) => {
      if (done) toast(t('resetDone'))
    })
  const test = () =>
    testMailText(at, text.id, sentOf(form.values)).then(
      () => toast(t('tested')),
      (error: unknown) => {
        if (isProblem(error) && Object.keys(error.fields).length > 0) form.setErrors(error.fields)
        else toastError(error)
      },
    )
  const insert = (name: string) => {
    const field = fields.current[last]
    const value = form.values[last]
    const { text: next, caret } = inserted(value, field?.selectionStart ?? value.length, field?.selectionEnd ?? value.length, name)
    form.set(last, next)
    requestAnimationFrame(() => {
      field?.focus()
      field?.setSelectionRange(caret, caret)
    })
  }
  const control = (part: Part) => ({
    label: t(`parts.${part}`),
    description: t(`hints.${part}`),
    placeholder: text.inherited[part] ?? text.standard[part] ?? t('nothing'),
    readOnly: refused !== undefined,
    onFocus: () => setLast(part),
    ref: (element: Field | null) => {
      fields.current[part] = element
    },
    ...form.text(part),
  })
  const [subject, introduction, closing] = PARTS
  return (
    <Stack gap="lg">
      {refused && <Alert color="gray">{refused}</Alert>}
      <Form
        form={form}
        submit={ui('save')}
        disabled={refused !== undefined || same(form.values, known.words)}
        onSubmit={async (values) => {
          await save(sentOf(values))
          toast(t('saved'))
        }}
        extra={
          !refused && (
            <>
              {PARTS.some((part) => known.words[part] !== '') && (
                <Button variant="subtle" onClick={() => void reset()}>
                  {at.project ? t('follow') : t('reset')}
                </Button>
              )}
              <Button variant="default" onClick={() => void test()}>
                {t('test')}
              </Button>
            </>
          )
        }
      >
        <TextInput {...control(subject)} maxLength={200} />
        <Textarea {...control(introduction)} autosize minRows={3} maxLength={2000} />
        <Kept>{t('essential')}</Kept>
        <Textarea {...control(closing)} autosize minRows={2} maxLength={2000} />
        {!refused && (
          <div role="group" aria-label={t('variables')}>
            <Text size="sm" fw={600}>
              {t('variables')}
            </Text>
            <Text size="xs" c="dimmed" mb={4}>
              {t('variablesHint', { part: t(`parts.${last}`) })}
            </Text>
            <div className={classes['variables']}>
              {text.variables
                .filter((one) => last !== 'subject' || one.in_subject)
                .map(({ name, sample }) => (
                  <button key={name} type="button" className={classes['variable']} title={sample} onClick={() => insert(name)}>
                    <code>{name}</code>
                    <span className="clip">{sample}</span>
                  </button>
                ))}
            </div>
          </div>
        )}
        {stale && (
          <Alert color="gray" title={t('stale')}>
            <Button size="xs" variant="default" onClick={onReload}>
              {t('reload')}
            </Button>
          </Alert>
        )}
      </Form>
      <MailPreview at={at} text={text.id} words={sentOf(shown)} />
    </Stack>
  )
}

/** What stands between the parts and stays. */
function Kept({ children }: { children: ReactNode }) {
  return <div className={classes['kept']}>{children}</div>
}
