// The workflow as it will run: stages from the start to the end, steps that run side by side in one column, and in words
// where an answer leads elsewhere.
import { Button } from '@mantine/core'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlanSettings, PlanStage, PlanStep } from '~/api/types'
import type { FieldErrors } from '~/lib/problem'
import { Icon } from '~/ui'
import { type Names, usePartyName } from './party'
import { flawAt, stepPlace } from './plan'
import { Ways } from './Ways'
import classes from './workflows.module.css'

export function Flow({
  stages,
  settings,
  names,
  found,
  open,
  onStep,
  onStage,
  onAddStage,
  onAddStep,
}: {
  stages: PlanStage[]
  settings: PlanSettings
  names: Names
  found: FieldErrors
  /** What the panel shows: a step such as "1.0", or a stage such as "1". */
  open: string | undefined
  onStep: (stage: number, step: number) => void
  onStage: (stage: number) => void
  /** Not given where nothing may be changed. */
  onAddStage?: ((at: number) => void) | undefined
  onAddStep?: ((stage: number) => void) | undefined
}) {
  const { t } = useTranslation('workflows')
  return (
    <div className={classes['flow']} role="group" aria-label={t('flow')} tabIndex={0}>
      <div className={classes['end']}>{t('start')}</div>
      {stages.map((stage, at) => (
        <Fragment key={at}>
          <Arrow at={at} onAdd={onAddStage} />
          <section className={classes['stage']} aria-label={t('stageNo', { number: at + 1 })} data-open={open === String(at) || undefined}>
            <button type="button" className={classes['stageName']} aria-pressed={open === String(at)} onClick={() => onStage(at)}>
              <span className="numeric">{t('stageNo', { number: at + 1 })}</span>
              {stage.name && <span>{stage.name}</span>}
            </button>
            {stage.steps.length > 1 && <p className={classes['note']}>{t('sideBySide', { count: stage.steps.length })}</p>}
            <ul className={classes['cards']}>
              {stage.steps.map((step, index) => (
                <li key={index}>
                  <StepCard
                    step={step}
                    names={names}
                    open={open === `${at}-${index}`}
                    flaw={flawAt(found, stepPlace(at, index))}
                    onOpen={() => onStep(at, index)}
                  />
                </li>
              ))}
            </ul>
            {onAddStep && (
              <Button size="compact-sm" variant="subtle" color="gray" leftSection={<Icon name="plus" size={14} />} onClick={() => onAddStep(at)}>
                {t('addStep')}
              </Button>
            )}
            <Ways plan={{ stages, settings }} at={at} />
            {flawAt(found, `stages[${at}].routes`) && <p className={classes['flaw']}>{flawAt(found, `stages[${at}].routes`)}</p>}
          </section>
        </Fragment>
      ))}
      <Arrow at={stages.length} onAdd={onAddStage} />
      <div className={classes['end']}>
        {t('end')}
        <span className={classes['note']}>{t(`outcomes.${settings.outcome}`)}</span>
      </div>
    </div>
  )
}

function Arrow({ at, onAdd }: { at: number; onAdd: ((at: number) => void) | undefined }) {
  const { t } = useTranslation('workflows')
  return (
    <div className={classes['arrow']}>
      <Icon name="right" />
      {onAdd && (
        <button type="button" className={classes['insert']} aria-label={t('addStageAt', { number: at + 1 })} title={t('addStageAt', { number: at + 1 })} onClick={() => onAdd(at)}>
          <Icon name="plus" size={14} />
        </button>
      )}
    </div>
  )
}

function StepCard({ step, names, open, flaw, onOpen }: { step: PlanStep; names: Names; open: boolean; flaw: string | undefined; onOpen: () => void }) {
  const { t } = useTranslation('workflows')
  const party = usePartyName(names)
  return (
    <button type="button" className={classes['card']} aria-pressed={open} onClick={onOpen}>
      <strong>{step.name || t('unnamed')}</strong>
      <span>
        {t(`kinds.${step.type}`)} · {party(step.assignment)}
      </span>
      <span>
        {[step.mode === 'all' ? '' : t(`modesShort.${step.mode}`), step.sla_hours ? t('within', { time: t('hours', { count: step.sla_hours }) }) : '', step.escalation ? t('escalates') : '']
          .filter(Boolean)
          .join(' · ')}
      </span>
      {flaw && (
        <span className={classes['flaw']}>
          <Icon name="warning" size={14} /> {flaw}
        </span>
      )}
    </button>
  )
}
