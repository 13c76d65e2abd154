// Who was sent an earlier revision of a document than the current one, and not the current one.
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { owedQuery } from '~/api/queries/transmittals'
import type { Owed } from '~/api/types'
import { numberWidth } from '~/lib/columns'
import { nothing, type Selection } from '~/lib/selection'
import { BulkBar, type Column, DataTable, EmptyState, OutsideMark } from '~/ui'
import classes from './transmittals.module.css'
import { byPerson, owedId, together } from './owed'

export function OwedList({ at }: { at: At }) {
  const { t } = useTranslation('transmittals')
  const navigate = useNavigate()
  const owed = useQuery(owedQuery(at))
  const [selection, setSelection] = useState<Selection>(nothing)
  const rows = byPerson(owed.data?.items ?? [])
  // Under the first of somebody's rows their name steps back.
  const first = new Set(rows.filter(({ person }, index) => rows[index - 1]?.person?.id !== person?.id).map(owedId))
  const chosen = rows.filter((row) => selection.has(owedId(row)))
  const carried = together(chosen)
  const columns: Column<Owed>[] = [
    {
      key: 'person',
      header: t('columns.person'),
      width: 'minmax(140px, 1fr)',
      cell: (row) => {
        const { person } = row
        return (
          <span title={[person?.name, person?.company?.name].filter(Boolean).join(' · ')}>
            {person?.outside && <OutsideMark />} <span className={classes[first.has(owedId(row)) ? 'first' : 'again']}>{person?.name}</span> <span style={{ color: 'var(--wl-muted)' }}>{person?.company?.name}</span>
          </span>
        )
      },
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
        rows={rows}
        loading={owed.isPending}
        error={owed.error}
        onRetry={() => void owed.refetch()}
        getId={owedId}
        rowLabel={({ person, number }) => `${person?.name ?? ''} · ${number}`}
        selection={selection}
        onSelection={setSelection}
        phone={({ person, number, title, sent, current }) => ({
          first: (
            <>
              <strong>{number}</strong> <span>{title}</span>
            </>
          ),
          second: (
            <>
              <span data-whole>{t('sentNow', { sent, current })}</span>
              {person?.outside && <OutsideMark />}
              <span>{person?.name}</span>
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
