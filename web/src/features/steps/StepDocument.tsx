// The document of a step with its number, title, revision and status; of several, which one it is and which were opened.
import { Select } from '@mantine/core'
import '~/theme/late.css'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import type { StepDetail, WorkflowDocument } from '~/api/types'
import { Reading } from '~/features/document'
import { patchDraft, readDraft } from '~/lib/drafts'
import { tone } from '~/lib/status'
import { useWords } from '~/lib/words'
import { EmptyState, StatusChip } from '~/ui'
import { type AnswerDraft, useAnswerDraft } from './answering'
import classes from './steps.module.css'

export function StepDocument({ at, step, document, onDocument }: { at: At; step: StepDetail; document: string | undefined; onDocument: (document: string) => void }) {
  const { t } = useTranslation('steps')
  const navigate = useNavigate()
  const chosen = step.documents.find(({ document_id }) => document_id === document) ?? step.documents[0]
  if (!chosen) return <EmptyState title={t(step.withheld > 0 ? 'withheld' : 'noDocument')} />
  return (
    <>
      <Which step={step} chosen={chosen} onDocument={onDocument} />
      <Reading
        key={chosen.revision_id}
        at={at}
        document={chosen.document_id}
        revision={chosen.revision_id}
        gone={<EmptyState title={t('withheld')} />}
        onCurrent={() => void navigate({ to: '/o/$org/p/$project/register/$doc', params: { ...at, doc: chosen.document_id }, search: {} })}
      />
    </>
  )
}

function Which({ step, chosen, onDocument }: { step: StepDetail; chosen: WorkflowDocument; onDocument: (document: string) => void }) {
  const { t } = useTranslation('steps')
  const words = useWords()
  const { documents } = step
  const opened = useOpened(step, chosen)
  const several = documents.length > 1
  return (
    <div className={classes['which']}>
      <p className={classes['about']}>
        <strong className="numeric">{chosen.number}</strong> <span>{chosen.title}</span>
      </p>
      <p className={classes['facts']}>
        <strong className="numeric">{t('revisionNo', { revision: chosen.revision })}</strong>
        <StatusChip tone={tone(chosen.status)}>{words('status', chosen.status)}</StatusChip>
        {several && (
          <span className="numeric">
            {t('documentNo', { number: documents.indexOf(chosen) + 1, count: documents.length })} · {t('openedCount', { count: opened.length })}
          </span>
        )}
      </p>
      {several && (
        <Select
          aria-label={t('document')}
          allowDeselect={false}
          data={documents.map((one) => ({
            value: one.document_id,
            label: [`${one.number} · ${one.revision} · ${one.title}`, opened.includes(one.revision_id) ? t('opened') : ''].filter(Boolean).join(' · '),
          }))}
          value={chosen.document_id}
          onChange={(next) => next && onDocument(next)}
        />
      )}
    </div>
  )
}

/** Those that were looked at, for as long as the answer is a draft. */
function useOpened(step: StepDetail, { revision_id }: WorkflowDocument): string[] {
  const draft = useAnswerDraft(step)
  const [opened, setOpened] = useState(() => readDraft<AnswerDraft>(draft).opened ?? [])
  const now = opened.includes(revision_id) ? opened : [...opened, revision_id]
  if (now !== opened) setOpened(now)
  const text = now.join(' ')
  const keeps = step.documents.length > 1 && step.status === 'active'
  useEffect(() => {
    if (keeps) patchDraft<AnswerDraft>(draft, { opened: text.split(' ') })
  }, [keeps, draft, text])
  return now.filter((one) => step.documents.some(({ revision_id }) => revision_id === one))
}
