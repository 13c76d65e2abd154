// Bars beside their names and numbers: a table that is read aloud as one, in which the bar is decoration.
import { Anchor, Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type CSSProperties, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './dashboard.module.css'

/** What is said beside a bar is its number unless something else is. */
export type Bar = { key: string; label: string; count: number; said?: string; to: string | undefined }

const SHOWN = 8

export function Bars({
  caption,
  unit,
  counted,
  bars,
  note,
}: {
  caption: string
  unit: string
  /** What the numbers count, when it is not documents. */
  counted?: string
  bars: Bar[]
  note?: string | undefined
}) {
  const { t } = useTranslation('dashboard')
  const [all, setAll] = useState(false)
  const most = Math.max(1, ...bars.map((bar) => bar.count))
  const shown = all ? bars : bars.slice(0, SHOWN)
  return (
    <>
      <table className={classes['bars']}>
        <caption className="visually-hidden">{caption}</caption>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{unit}</th>
            <th scope="col">{counted ?? t('documents')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((bar) => (
            <tr key={bar.key}>
              <th scope="row" title={bar.label}>
                {bar.to ? (
                  <Anchor component={Link} to={bar.to}>
                    {bar.label}
                  </Anchor>
                ) : (
                  bar.label
                )}
              </th>
              <td>
                <span className={classes['bar']} style={{ '--share': bar.count / most } as CSSProperties} aria-hidden />
                <span className="numeric">{bar.said ?? bar.count}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {bars.length > SHOWN && (
        <Button variant="subtle" size="compact-sm" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('fewer') : t('all', { count: bars.length })}
        </Button>
      )}
      {note && <p className={classes['note']}>{note}</p>}
    </>
  )
}
