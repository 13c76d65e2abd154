// The state of a transmittal, and how far receipt of it is acknowledged, in a word.
import { useTranslation } from 'react-i18next'
import type { ReceivedBy, TransmittalReceipts, TransmittalRow, TransmittalState } from '~/api/types'
import { StatusChip } from '~/ui'

export const stateTone = (state: string) => (state === 'issued' ? 'done' : state === 'recalled' ? 'danger' : 'quiet')

export function State({ state }: { state: string }) {
  const { t } = useTranslation('transmittals')
  return <StatusChip tone={stateTone(state)}>{t(`states.${state as TransmittalState}`)}</StatusChip>
}

/** How far receipt is acknowledged; nothing is said where nobody is asked. */
export function Acknowledged({ state, received, receipts }: { state: string | undefined; received?: ReceivedBy[]; receipts?: TransmittalReceipts | null | undefined }) {
  const { t } = useTranslation('transmittals')
  if (state !== 'all' && state !== 'partial' && state !== 'none') return null
  const asked = (received ?? []).filter(({ acknowledgement }) => acknowledgement === 'required')
  const of = receipts?.asked ?? asked.length
  const said = receipts?.answered ?? asked.filter(({ acknowledged }) => acknowledged).length
  return (
    <StatusChip tone={state === 'all' ? 'done' : 'neutral'}>
      {(state === 'partial' || receipts) && of > 0 ? t('acknowledged.counted', { said, of }) : t(`acknowledged.${state}`)}
    </StatusChip>
  )
}

/** What a row of a list says of receipt: how far it is acknowledged, whether the day is past, and whether mails failed. */
export function Receipt({ row: { acknowledged, receipts, overdue } }: { row: TransmittalRow }) {
  const { t } = useTranslation('transmittals')
  const failed = receipts?.mail_failed ?? 0
  return (
    <>
      <Acknowledged state={acknowledged} receipts={receipts} /> {overdue && <StatusChip tone="danger">{t('overdue')}</StatusChip>}{' '}
      {failed > 0 && <StatusChip tone="danger">{t('mailFailed', { count: failed })}</StatusChip>}
    </>
  )
}
