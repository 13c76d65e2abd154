// Documents by week as columns; the same numbers as a table for those who do not see them.
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import type { Dashboard } from '~/api/types'
import { addressOf } from './links'
import classes from './dashboard.module.css'

type Week = Dashboard['weeks']['values'][number]

export function Weeks({ at, weeks }: { at: At; weeks: Dashboard['weeks'] }) {
  const { t, i18n } = useTranslation('dashboard')
  const most = Math.max(1, ...weeks.values.map((week) => week.count))
  const spoken = (day: string) =>
    new Intl.DateTimeFormat(i18n.language, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(Date.parse(day))
  const first = weeks.values[0]
  const name = (week: Week) => t('week', { from: spoken(week.from), to: spoken(week.to) })
  return (
    <>
      <table className={classes['weeks']}>
        <caption className="visually-hidden">{t('weeks')}</caption>
        <thead className="visually-hidden">
          <tr>
            {weeks.values.map((week) => (
              <th key={week.from} scope="col">
                {name(week)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            {weeks.values.map((week) => (
              <td key={week.from}>
                <Link to={addressOf(at, week.link)} className={classes['column'] ?? ''} title={name(week)}>
                  <span className="numeric">{week.count}</span>
                  <span className={classes['pillar']} style={{ height: `${(100 * week.count) / most}%` }} aria-hidden />
                </Link>
              </td>
            ))}
          </tr>
        </tbody>
      </table>
      <p className={classes['ends']} aria-hidden>
        <span>{first && spoken(first.from)}</span>
        <span>{t('now')}</span>
      </p>
      {weeks.more && <p className={classes['note']}>{t('more')}</p>}
    </>
  )
}
