// Who was sent an earlier revision of a document than the current one, and not the current one.
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useListing } from '~/api/paging'
import type { At } from '~/api/queries/project'
import { listOwed, transmittalsKey } from '~/api/queries/transmittals'
import type { Owed } from '~/api/types'
import { numberWidth } from '~/lib/columns'
import { nothing, type Selection } from '~/lib/selection'
import { BulkBar, type Column, DataTable, EmptyState, OutsideMark } from '~/ui'
import classes from './transmittals.module.css'
import { byPerson, holder, owedId, together } from './owed'

/** Whoever is reached by an address alone is from outside. */
const outside = ({ person }: Owed) => person?.outside ?? true
const beside = ({ person, name, email }: Owed) => (person ? person.company?.name : email === name ? undefined : email)

export function OwedList({ at }: { at: At }) {
  const { t } = useTranslation('transmittals')
  const navigate = useNavigate()
  const listing = useListing<Owed>({ key: [...transmittalsKey(at), 'owed'], load: listOwed(at) })
  const [selection, setSelection] = useState<Selection>(nothing)
  const rows = byPerson(listing.rows)
  // Under the first of somebody's rows their name steps back.
  const first = new Set(rows.filter((row, index) => index === 0 || holder(rows[index - 1] ?? row) !== holder(row)).map(owedId))
  const chosen = rows.filter((row) => selection.has(owedId(row)))
  const carried = together(chosen)
  const columns: Column<Owed>[] = [
    {
      key: 'person',
      header: t('columns.person'),
      width: 'minmax(140px, 1fr)',
      cell: (row) => (
        <span title={[row.name, beside(row)].filter(Boolean).join(' · ')}>
          {outside(row) && <OutsideMark />} <span className={classes[first.has(owedId(row)) ? 'first' : 'again']}>{row.name}</span>{' '}
          <span style={{ color: 'var(--wl-muted)' }}>{beside(row)}</span>
        </span>
      ),
    },
    { key: 'number', header: t('columns.document'), width: numberWidth(rows.map(({ number }) => number), false), cell: ({ number }) => number },
    { key: 'title', header: t('columns.title'), width: 'minmax(140px, 2fr)', drop: 1, cell: ({ title }) => <span title={title}>{title}</span> },
    { key: 'sent', header: t('columns.sent'), width: '100px', cell: ({ sent }) => sent },
    { key: 'current', header: t('columns.current'), width: '100px', cell: ({ current }) => current },
  ]
  return (
    <>
      <DataTable
        label={t('tabs.owed')}
        columns={columns}
        {...listing}
        getId={owedId}
        rowLabel={({ name, number }) => `${name} · ${number}`}
        selection={selection}
        onSelection={setSelection}
        phone={(row) => ({
          first: (
            <>
              <strong>{row.number}</strong> <span>{row.title}</span>
            </>
          ),
          second: (
            <>
              <span data-whole>{t('sentNow', { sent: row.sent, current: row.current })}</span>
              {outside(row) && <OutsideMark />}
              <span>{row.name}</span>
            </>
          ),
        })}
        empty={<EmptyState title={t('owed.empty')}>{t('owed.emptyText')}</EmptyState>}
      />
      <BulkBar
        count={chosen.length}
        actions={[
          {
            label: t('owed.send'),
            refusal: carried ? undefined : t('owed.different'),
            onRun: () => void navigate({ to: '/o/$org/p/$project/transmittals/new', params: at, ...(carried ? { state: { transmittal: carried } } : {}) }),
          },
        ]}
        onClear={() => setSelection(nothing)}
      />
    </>
  )
}
