// Steps and receipt that are overdue, each with a link to where it is dealt with.
import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import type { Dashboard, OverdueItem } from '~/api/types'
import { DaysLate } from '~/features/workflows'
import { StatusChip } from '~/ui'
import { Section } from './Section'
import classes from './dashboard.module.css'

/** Where the reader can do something about it: their own step, else the workflow or the transmittal. */
export function placeOf(at: At, item: OverdueItem): string {
  const project = `/o/${at.org}/p/${at.project}`
  if (item.kind !== 'step') return `${project}/transmittals/${item.id}`
  return item.mine && item.step_id ? `${project}/steps/${item.step_id}` : `${project}/workflows/${item.id}`
}

export function Overdue({ at, overdue }: { at: At; overdue: Dashboard['overdue'] }) {
  const { t } = useTranslation('dashboard')
  if (overdue.items.length === 0) return null
  return (
    <Section id="overdue" title={t(overdue.everybodys ? 'late.everybodys' : 'late.own')}>
      <ul className={classes['recent']}>
        {overdue.items.map((item) => (
          <li key={`${item.id} ${item.step_id ?? ''} ${item.person}`}>
            <Anchor component={Link} to={placeOf(at, item)} className="clip">
              <span className="numeric">{item.number}</span> {item.title}
            </Anchor>
            <span className={classes['detail']}>
              <span>{item.step_name ?? t('late.acknowledgement')}</span>
              {item.mine ? (
                <StatusChip tone="neutral">{t('late.you')}</StatusChip>
              ) : (
                <span>{item.company ? t('late.of', { person: item.person, company: item.company }) : item.person}</span>
              )}
              <DaysLate days={item.days} />
            </span>
          </li>
        ))}
      </ul>
      {overdue.everybodys && (
        <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/reports?metric=overdue_register`}>
          {t(overdue.more ? 'late.more' : 'late.report')}
        </Anchor>
      )}
      {!overdue.everybodys && overdue.more && (
        <Anchor component={Link} to={`/o/${at.org}/my-steps`}>
          {t('late.steps')}
        </Anchor>
      )}
    </Section>
  )
}
