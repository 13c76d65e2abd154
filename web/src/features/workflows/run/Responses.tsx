// What was answered, by whom and when; with the receipts of those that the reader may have.
import { Anchor, Text } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { answerReceiptUrl } from '~/api/queries/runs'
import { attachmentUrl } from '~/api/queries/steps'
import type { StepResponse } from '~/api/types'
import { AttachmentLinks } from '~/features/attachments'
import { OutsideMark, StatusChip, When } from '~/ui'
import classes from '../workflows.module.css'
import { answeredWord, answerTone } from './answers'

/** `step` is where the reader meets them; without one, each is met at its own step. */
export function Responses({ at, responses, step }: { at: At; responses: StepResponse[]; step?: string }) {
  const { t } = useTranslation('steps')
  return (
    <ol className={classes['responses']}>
      {responses.map((one) => (
        <li key={one.id}>
          <div>
            {one.person?.outside && <OutsideMark />} <strong>{one.person?.name ?? t('somebody')}</strong>{' '}
            <StatusChip tone={answerTone(one.answer)}>{said(t, one)}</StatusChip>
          </div>
          <Text size="xs" c="dimmed">
            {[one.step_name, one.round > 1 ? t('round', { round: one.round }) : ''].filter(Boolean).join(' · ')} · <When at={one.at} />
          </Text>
          {one.comment && <Text className={classes['words'] ?? ''}>{one.comment}</Text>}
          <AttachmentLinks files={one.attachments} url={attachmentUrl(at, step ?? one.step_id)} />
          <Signed one={one} />
          {one.receipt && <Receipts at={at} one={one} />}
        </li>
      ))}
    </ol>
  )
}

const said = (t: ReturnType<typeof useTranslation<'steps'>>['t'], one: StepResponse) =>
  t(`answered.${answeredWord(one.answer, Boolean(one.signature))}`, { defaultValue: one.answer })

function Signed({ one: { signature } }: { one: StepResponse }) {
  const { t } = useTranslation('steps')
  if (!signature) return null
  return (
    <Text size="sm" className={classes['words'] ?? ''}>
      {t('signedAs', { name: signature.full_name, statement: signature.statement })}
    </Text>
  )
}

function Receipts({ at, one }: { at: At; one: StepResponse }) {
  const { t } = useTranslation('steps')
  const link = (format: 'json' | 'pdf', label: string) => (
    <Anchor size="xs" c="dimmed" underline="always" href={answerReceiptUrl(at, one.step_id, one.id, format)} download>
      {label}
    </Anchor>
  )
  return (
    <div className={classes['receipts']}>
      {link('pdf', t('receiptPdf'))} {link('json', t('receiptFile'))}
    </div>
  )
}
