// What was done formally with a document: the transmittals that issued it and sent it last, and the workflow it is in.
import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import type { DocumentRow, SentWith } from '~/api/types'
import { DaysLate } from '~/features/workflows'
import { day, millis } from '~/lib/dates'
import { StatusChip } from '~/ui'

type Done = Pick<DocumentRow, 'issued' | 'last_sent' | 'workflow'>

/** One of them in a column of the register. */
export function FormalCell({ at, document, what }: { at: At; document: Done; what: 'issued' | 'sent' | 'workflow' }) {
  const { t } = useTranslation('runs')
  const { workflow } = document
  if (what === 'issued') return document.issued ? <Sent at={at} sent={document.issued} issued /> : null
  if (what === 'sent') return document.last_sent ? <Sent at={at} sent={document.last_sent} /> : null
  if (!workflow) return null
  const stage = workflow.status === 'returned' ? t('statuses.returned') : workflow.stage
  return (
    <span title={`${workflow.number} · ${workflow.title} · ${stage}`}>
      <Anchor underline="always" component={Link} to={`/o/${at.org}/p/${at.project}/workflows/${workflow.id}`} onClick={(event) => event.stopPropagation()}>
        {workflow.number}
      </Anchor>{' '}
      {stage} <DaysLate days={workflow.days_late} />
    </span>
  )
}

/** Which revision was sent with which transmittal, and when. */
function Sent({ at, sent, issued = false }: { at: At; sent: SentWith; issued?: boolean }) {
  const { i18n } = useTranslation()
  return (
    <>
      {issued ? <StatusChip tone="done">{sent.revision}</StatusChip> : sent.revision}
      {' · '}
      <Anchor underline="always" component={Link} to={`/o/${at.org}/p/${at.project}/transmittals/${sent.id}`} onClick={(event) => event.stopPropagation()}>
        {sent.number}
      </Anchor>
      {' · '}
      <span className="numeric">{day(millis(sent.at), i18n.language)}</span>
    </>
  )
}

/** On the document itself: that it was issued, in a chip that leads to the transmittal, and the workflow it is in. */
export function FormalMarks({ at, document }: { at: At; document: Done }) {
  const { t, i18n } = useTranslation('register')
  const { issued, workflow } = document
  return (
    <>
      {issued && (
        <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/transmittals/${issued.id}`} underline="hover">
          <StatusChip tone="done">{`${t('issued', { code: issued.revision })} · ${issued.number} · ${day(millis(issued.at), i18n.language)}`}</StatusChip>
        </Anchor>
      )}
      {workflow && (
        <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/workflows/${workflow.id}`} underline="hover">
          <StatusChip tone={workflow.days_late === null || workflow.days_late === undefined ? 'neutral' : 'danger'}>{`${workflow.number} · ${workflow.stage}`}</StatusChip>
        </Anchor>
      )}
    </>
  )
}
