// The transmittals that sent a document: with which revision, for what, and whether receipt is acknowledged.
// Whoever is from outside sees those they got, and their own acknowledgement.
import { Anchor } from '@mantine/core'
import '~/theme/late.css'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useListing } from '~/api/paging'
import type { At } from '~/api/queries/project'
import { listTransmittals, transmittalsKey } from '~/api/queries/transmittals'
import type { TransmittalRow } from '~/api/types'
import { Receipt, State } from '~/features/transmittals'
import { numberWidth } from '~/lib/columns'
import { day, millis } from '~/lib/dates'
import { type Column, DataTable, EmptyState, When } from '~/ui'
import { MoreRows } from './MoreRows'

export default function TransmittalsTab({ at, doc }: { at: At; doc: string }) {
  const { t } = useTranslation('documents')
  const { t: words, i18n } = useTranslation('transmittals')
  const navigate = useNavigate()
  const { hasMore, loadingMore, failedMore, onLoadMore, ...listing } = useListing<TransmittalRow>({
    key: [...transmittalsKey(at), 'of', doc],
    load: listTransmittals(at, { document: doc, limit: 20 }),
  })
  const revisions = (row: TransmittalRow) => row.revisions.join(', ')
  // What is not issued says so; of the others it goes without saying.
  const receipt = (row: TransmittalRow) => (
    <>
      {row.state !== 'issued' && <State state={row.state} />} <Receipt row={row} />
    </>
  )
  const date = ({ issued_at, dated_on }: TransmittalRow) =>
    issued_at ? <When at={issued_at} /> : <span className="numeric">{day(millis(`${dated_on}T12:00:00`), i18n.language)}</span>
  const columns: Column<TransmittalRow>[] = [
    {
      key: 'number',
      header: words('columns.number'),
      width: numberWidth(listing.rows.map(({ number }) => number), false),
      cell: ({ id, number }) => (
        <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/transmittals/${id}`}>
          {number}
        </Anchor>
      ),
    },
    { key: 'revision', header: words('columns.revision'), width: '72px', cell: (row) => <span title={revisions(row)}>{revisions(row)}</span> },
    { key: 'subject', header: words('columns.subject'), width: 'minmax(140px, 2fr)', cell: ({ subject }) => <span title={subject}>{subject}</span> },
    { key: 'purpose', header: words('columns.purpose'), width: 'minmax(110px, 1fr)', drop: 2, cell: ({ purpose }) => <span title={purpose}>{purpose}</span> },
    { key: 'date', header: words('columns.dated'), width: '110px', cell: date },
    { key: 'receipt', header: words('columns.acknowledged'), width: 'minmax(190px, 1fr)', drop: 1, cell: receipt },
  ]
  return (
    <>
      <DataTable
        label={t('tabs.transmittals')}
        columns={columns}
        {...listing}
        getId={({ id }) => id}
        rowLabel={({ number, subject }) => `${number} · ${subject}`}
        onOpen={({ id }) => void navigate({ to: '/o/$org/p/$project/transmittals/$transmittal', params: { ...at, transmittal: id } })}
        phone={(row) => ({
          first: (
            <>
              <strong>{row.number}</strong> <span data-whole>{revisions(row)}</span> <span>{row.subject}</span>
            </>
          ),
          second: (
            <>
              {receipt(row)} <span>{row.purpose}</span> {date(row)}
            </>
          ),
        })}
        empty={<EmptyState title={words('ofDocument.empty')}>{words('ofDocument.emptyText')}</EmptyState>}
        fit
      />
      <MoreRows hasMore={hasMore} loadingMore={loadingMore} failedMore={failedMore} onLoadMore={onLoadMore} />
    </>
  )
}
