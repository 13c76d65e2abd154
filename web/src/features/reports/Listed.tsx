// Formal work told one by one: a table whose rows lead to what they tell of.
import { Anchor, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import type { ReportListed } from '~/api/types'
import { EmptyState, When } from '~/ui'
import { addressOf } from './question'
import classes from './reports.module.css'

type Cell = ReportListed['rows'][number]['cells'][number]

export function Listed({ at, listed, name, counts }: { at: At; listed: ReportListed; name: string; counts: 'items' | 'transmittals' }) {
  const { t } = useTranslation('reports')
  if (listed.rows.length === 0) return <EmptyState title={t(`nothing_${counts}`)}>{t(`nothingText_${counts}`)}</EmptyState>
  // What a row leads to stands in its number.
  const leads = listed.columns.findIndex(({ key }) => key === 'number')
  const shown = (cell: Cell) => (cell.day ? <When at={cell.day} /> : (cell.number ?? cell.text))
  return (
    <section aria-labelledby="report-rows">
      <Title order={2} id="report-rows" mb="sm">
        {t('oneByOne')}
      </Title>
      {/* What is wider than the page is scrolled by keyboard too. */}
      <div className={classes['scroll']} role="region" aria-label={name} tabIndex={0}>
        <table className={classes['listed']}>
          <caption className="visually-hidden">{name}</caption>
          <thead>
            <tr>
              {listed.columns.map(({ key, label, holds }) => (
                <th key={key} scope="col" data-holds={holds}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {listed.rows.map((row, place) => (
              <tr key={place} data-late={row.late || undefined}>
                {row.cells.map((cell, index) => {
                  const column = listed.columns[index]
                  const value = shown(cell)
                  return (
                    <td key={column?.key ?? index} data-holds={column?.holds} data-days={column?.key === 'days' || undefined} title={cell.text ?? undefined}>
                      {index === leads && row.link ? (
                        <Anchor component={Link} to={addressOf(at, row.link)}>
                          {value}
                        </Anchor>
                      ) : (
                        value
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {listed.more && (
        <Text size="sm" c="dimmed" mt="sm">
          {t('moreListed', { count: listed.rows.length })}
        </Text>
      )}
    </section>
  )
}
