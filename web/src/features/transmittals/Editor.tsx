// Prepares a transmittal in three screens: what is sent, who gets it, and what would come of it. It is kept as a draft
// from the moment it is looked at on the third, or whenever its maker says so.
import { Button, Group, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { createTransmittal, editTransmittal, transmittalQuery, transmittalsKey } from '~/api/queries/transmittals'
import type { Transmittal } from '~/api/types'
import { toDateInput } from '~/lib/dates'
import { type FieldErrors, isProblem } from '~/lib/problem'
import { ErrorBox, toast, WizardSteps } from '~/ui'
import { CheckStep } from './CheckStep'
import { DocumentsStep } from './DocumentsStep'
import { adding, begin, type Carried, type Draft, draftOf, firstWrong, keyOf, STEPS, type Step, toEdit, toNew } from './draft'
import { RecipientsStep } from './RecipientsStep'
import classes from './transmittals.module.css'

export type StepProps = {
  at: At
  draft: Draft
  onDraft: (change: Partial<Draft>) => void
  errors: FieldErrors
  /** The transmittal that the draft is to take the place of. */
  reissueOf?: string | undefined
}

export function Editor({
  at,
  transmittal,
  carried,
  step,
  onStep,
  onKept,
}: {
  at: At
  transmittal?: Transmittal
  carried?: Carried | undefined
  step: Step
  onStep: (step: Step) => void
  /** It was kept for the first time. */
  onKept: (id: string, step: Step) => void
}) {
  const { t } = useTranslation('transmittals')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const [draft, setDraft] = useState<Draft>(() => (transmittal ? draftOf(transmittal) : begin(toDateInput(Date.now()), carried)))
  const [errors, setErrors] = useState<FieldErrors>({})
  const [error, setError] = useState<unknown>()
  const [saving, setSaving] = useState(false)
  const edit = transmittal && toEdit(draft, draftOf(transmittal), transmittal.version)
  const kept = transmittal !== undefined && edit === undefined
  // What is only typed cannot be checked: a link to the third screen leads to the first until it is kept.
  const current: Step = step === 'check' && !kept && !saving ? 'documents' : step
  const change = (next: Partial<Draft>) => {
    setDraft((old) => ({ ...old, ...next }))
    setErrors((old) => Object.fromEntries(Object.entries(old).filter(([field]) => !Object.keys(next).some((key) => field.startsWith(key)))))
  }

  /** Keeps what was typed, then goes on; whatever is refused stands on the screen it belongs to. */
  async function save(next: Step, say: boolean, wanted: Draft = draft) {
    setSaving(true)
    setErrors({})
    setError(undefined)
    try {
      let saved = transmittal
      if (!transmittal) saved = await createTransmittal(at, toNew(wanted))
      else {
        const edit = toEdit(wanted, draftOf(transmittal), transmittal.version)
        if (edit) saved = await editTransmittal(at, transmittal.id, edit)
      }
      if (!saved) return
      client.setQueryData(transmittalQuery(at, saved.id).queryKey, saved)
      setDraft(draftOf(saved))
      void client.invalidateQueries({ queryKey: [...transmittalsKey(at), 'list'] })
      if (say) toast(t('kept', { number: saved.number }))
      if (!transmittal) onKept(saved.id, next)
      else if (next !== step) onStep(next)
    } catch (problem) {
      const fields = isProblem(problem) ? problem.fields : {}
      setErrors(fields)
      const wrong = firstWrong(fields)
      if (!wrong) setError(problem)
      else if (wrong !== step) onStep(wrong)
    } finally {
      setSaving(false)
    }
  }
  const go = (next: Step) => {
    if (next === 'check') void save(next, false)
    else onStep(next)
  }
  const at_ = STEPS.indexOf(current)
  const before = STEPS[at_ - 1]
  const after = STEPS[at_ + 1]
  const props: StepProps = { at, draft, onDraft: change, errors, reissueOf: transmittal?.reissue_of?.id }
  const elsewhere = Object.keys(errors).filter((field) => !SHOWN.test(field))
  return (
    <div className={classes['editor']}>
      <WizardSteps label={t('steps')} steps={STEPS.map((name) => ({ name, title: t(`step.${name}`) }))} current={current} shut={() => saving} onStep={go} />
      <div className={classes['body']}>
        {current === 'documents' && <DocumentsStep {...props} />}
        {current === 'recipients' && <RecipientsStep {...props} />}
        {current === 'check' && transmittal && (
          <CheckStep
            at={at}
            transmittal={transmittal}
            onStep={go}
            onName={(more) => {
              change({ recipients: adding(draft.recipients, more, keyOf) })
              onStep('recipients')
            }}
            onSkip={(had) => {
              change({ documents: draft.documents.filter(({ document_id }) => !had.includes(document_id)) })
              onStep('documents')
            }}
            onSkipSent={(skip_sent) => {
              change({ skip_sent })
              void save('check', false, { ...draft, skip_sent })
            }}
          />
        )}
        {elsewhere.map((field) => (
          <Text key={field} c="var(--wl-danger)" role="alert">
            {errors[field]}
          </Text>
        ))}
        {error !== undefined && <ErrorBox error={error} />}
      </div>
      {current !== 'check' && (
        <Group className={classes['foot'] ?? ''} justify="space-between" gap="xs">
          <Button variant="default" loading={saving} disabled={kept} onClick={() => void save(current, true)}>
            {kept ? ui('saved') : t('keep')}
          </Button>
          <Group gap="xs">
            {before && (
              <Button variant="default" onClick={() => go(before)}>
                {t('back')}
              </Button>
            )}
            {after && (
              <Button disabled={saving} onClick={() => go(after)}>
                {t(`to.${after as 'recipients'}`)}
              </Button>
            )}
          </Group>
        </Group>
      )}
    </div>
  )
}

/** Fields that a step shows beside what is wrong. */
const SHOWN = /^(subject|purpose|dated_on|remarks|acknowledge_by|access_ends_on|recipients|documents)/
