// Stages from the start to the end, each in a column of its own; on a phone one below the other.
import '~/theme/late.css'
import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '~/ui'
import classes from '../workflows.module.css'

export type LaneStage = { name: string; note?: string | undefined; open?: boolean; cards: ReactNode[]; foot?: ReactNode }

export function Lane({ label, stages, end }: { label: string; stages: LaneStage[]; end: ReactNode }) {
  const { t } = useTranslation('workflows')
  const arrow = (
    <div className={classes['arrow']}>
      <Icon name="right" />
    </div>
  )
  return (
    <div className={classes['flow']} role="group" aria-label={label} tabIndex={0}>
      <div className={classes['end']}>{t('start')}</div>
      {stages.map(({ name, note, open, cards, foot }, at) => (
        <Fragment key={at}>
          {arrow}
          <section className={classes['stage']} aria-label={t('stageNo', { number: at + 1 })} data-open={open || undefined} data-wide>
            <div className={classes['stageHead']}>
              <span className="numeric">{t('stageNo', { number: at + 1 })}</span>
              {name && <span>{name}</span>}
            </div>
            {note && <p className={classes['note']}>{note}</p>}
            <ul className={classes['cards']}>
              {cards.map((card, index) => (
                <li key={index}>{card}</li>
              ))}
            </ul>
            {foot}
          </section>
        </Fragment>
      ))}
      {arrow}
      <div className={classes['end']}>{end}</div>
    </div>
  )
}
