// Where answers of a stage lead if not onward, in words.
import { useTranslation } from 'react-i18next'
import { binding, type Plan, rejectionOf } from './plan'
import classes from './workflows.module.css'

export function Ways({ plan, at }: { plan: Pick<Plan, 'stages' | 'settings'>; at: number }) {
  const { t } = useTranslation('workflows')
  const { stages } = plan
  const stage = stages[at]
  if (!stage) return null
  const to = (place: number | null | undefined) =>
    place === null || place === undefined ? t('theEnd') : [t('stageNo', { number: place + 1 }), stages[place]?.name].filter(Boolean).join(' · ')
  const leads = (index: number) => {
    const { kind, stage } = rejectionOf(plan, at, index)
    if (kind === 'stage' || kind === 'end') return to(stage)
    return kind === 'initiator' ? t('backToInitiator') : t(kind === 'stop' ? 'rejections.stop_workflow' : 'rejections.continue')
  }
  const several = stage.steps.filter(binding).length > 1
  const lines = [
    ...stage.routes.map(({ on, stage }) => ({ key: on as string, text: t(`ways.${on}`), to: to(stage) })),
    ...stage.steps.flatMap((step, index) =>
      binding(step) ? [{ key: `reject ${index}`, text: several ? t('ways.rejectedBy', { step: step.name }) : t('ways.rejected'), to: leads(index) }] : [],
    ),
  ]
  if (lines.length === 0) return null
  return (
    <ul className={classes['ways']}>
      {lines.map(({ key, text, to }) => (
        <li key={key}>
          {text} <span aria-hidden="true">→</span> {to}
        </li>
      ))}
    </ul>
  )
}
