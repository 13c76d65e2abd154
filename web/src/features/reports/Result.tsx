// The numbers of a report: bars of the first dimension, and a table in which each number leads to what it counts.
import { Text, Title } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import type { Report, ReportCell, ReportHead } from '~/api/types'
import { Bars } from '~/features/dashboard'
import { EmptyState, When } from '~/ui'
import { Listed } from './Listed'
import { addressOf } from './question'
import classes from './reports.module.css'

export function Result({ at, report }: { at: At; report: Report }) {
  const { t } = useTranslation('reports')
  const { counts, total, dimensions } = report
  const label = (head: ReportHead) => (head.code === '' ? t('none') : head.label)
  const [first, second] = dimensions
  const names = second ? t('and', { first: first?.label ?? '', second: second.label }) : (first?.label ?? '')
  const what = t('table', { metric: report.metric.label, dimensions: names })
  const sum = t(`totals.${counts}`, { count: total.count })
  const told = useTold(report)
  const counted = report.measure === 'number' ? t(`counts.${counts}`) : t(`measures.${report.measure}`)
  return (
    <>
      <Text role="status" className={classes['sum']}>
        <strong>
          {report.measure === 'number' ? (report.more ? t('atLeast', { what: sum }) : sum) : t(`of.${report.measure}`, { told: told(total), what: sum })}
        </strong>{' '}
        <Text span size="sm" c="dimmed">
          {t('asOf')} <When at={report.at} />
          {report.conditions.map(({ label: name, value }) => ` · ${name}: ${value}`)}
        </Text>
      </Text>
      {report.listed ? (
        <Listed at={at} listed={report.listed} name={report.metric.label} counts={counts === 'items' ? 'items' : 'transmittals'} />
      ) : total.count === 0 ? (
        <EmptyState title={t('empty')}>{t(counts === 'documents' || counts === 'revisions' ? 'emptyText' : 'emptyWork')}</EmptyState>
      ) : (
        <>
          <section aria-labelledby="report-chart">
            <Title order={2} id="report-chart" mb="sm">
              {first?.label}
            </Title>
            <Bars
              caption={t('table', { metric: report.metric.label, dimensions: first?.label ?? '' })}
              unit={first?.label ?? ''}
              counted={counted}
              bars={report.rows.map((row, index) => ({
                key: row.code ?? `others-${index}`,
                label: label(row),
                count: row.value ?? row.count,
                said: told(row),
                to: row.link ? addressOf(at, row.link) : undefined,
              }))}
            />
          </section>
          <section aria-labelledby="report-numbers">
            <Title order={2} id="report-numbers" mb="sm">
              {t('numbers')}
            </Title>
            <Matrix at={at} report={report} caption={what} label={label} />
          </section>
        </>
      )}
    </>
  )
}

/** What is told of a cell: its number, days or a part of a hundred; a dash where there is nothing to tell of. */
function useTold(report: Report): (cell: ReportCell) => string {
  const { t, i18n } = useTranslation('reports')
  const told = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 })
  return ({ count, value }) => {
    if (report.measure === 'number') return String(count)
    return value === null || value === undefined ? '–' : t(`told.${report.measure}`, { value: told.format(value) })
  }
}

function Matrix({ at, report, caption, label }: { at: At; report: Report; caption: string; label: (head: ReportHead) => string }) {
  const { t } = useTranslation('reports')
  const navigate = useNavigate()
  // One handler for thousands of numbers; with a key held, the browser opens them as it opens links.
  const follow = (event: MouseEvent<HTMLElement>) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    void navigate({ href: link.getAttribute('href') ?? '' })
  }
  const told = useTold(report)
  const number = (cell: ReportCell, name: string) =>
    report.measure !== 'number' ? (
      <span title={t(`totals.${report.counts}`, { count: cell.count })}>{told(cell)}</span>
    ) : cell.link ? (
      <a href={addressOf(at, cell.link)} aria-label={t('leads', { label: name, count: cell.count })}>
        {cell.count}
      </a>
    ) : (
      cell.count
    )
  const matrix = report.columns.length > 0
  return (
    // What is wider than the page is scrolled by keyboard too.
    <div className={classes['scroll']} role="region" aria-label={caption} tabIndex={0} onClick={follow}>
      <table className={classes['matrix']}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{report.dimensions[0]?.label}</th>
            {report.columns.map((column, index) => (
              <th key={column.code ?? `others-${index}`} scope="col" className={classes['figure']} title={label(column)}>
                {label(column)}
              </th>
            ))}
            <th scope="col" className={classes['figure']}>
              {matrix ? t('total') : report.measure === 'number' ? t(`counts.${report.counts}`) : t(`measures.${report.measure}`)}
            </th>
            {report.measure !== 'number' && (
              <th scope="col" className={classes['figure']}>
                {t(`counts.${report.counts}`)}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {report.rows.map((row, index) => (
            <tr key={row.code ?? `others-${index}`}>
              <th scope="row" title={label(row)}>
                {label(row)}
              </th>
              {row.cells.map((cell, place) => (
                <td key={place} data-zero={cell.count === 0 || undefined}>
                  {number(cell, `${label(row)}, ${label(report.columns[place] ?? row)}`)}
                </td>
              ))}
              <td>{number(row, label(row))}</td>
              {report.measure !== 'number' && <td>{row.count}</td>}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('total')}</th>
            {report.columns.map((column, index) => (
              <td key={column.code ?? `others-${index}`}>{number(column, label(column))}</td>
            ))}
            <td>{number(report.total, t('total'))}</td>
            {report.measure !== 'number' && <td>{report.total.count}</td>}
          </tr>
        </tfoot>
      </table>
    </div>
  )
}
