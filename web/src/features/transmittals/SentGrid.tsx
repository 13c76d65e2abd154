// What those whom a draft names were sent of it before: documents by whom it names.
import { Text } from '@mantine/core'
import '~/theme/late.css'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { useListing } from '~/api/paging'
import type { At } from '~/api/queries/project'
import { listSentBefore, transmittalsKey } from '~/api/queries/transmittals'
import type { SentCell, SentColumn, SentRow, Transmittal } from '~/api/types'
import { numberWidth } from '~/lib/columns'
import { day, millis } from '~/lib/dates'
import { type Column, DataTable } from '~/ui'

export function SentGrid({ at, transmittal }: { at: At; transmittal: Transmittal }) {
  const { t, i18n } = useTranslation('transmittals')
  const listing = useListing<SentRow>({
    key: [...transmittalsKey(at), 'sent-before', transmittal.id, String(transmittal.version)],
    load: listSentBefore(at, transmittal.id),
  })
  const whom = listing.rows[0]?.columns ?? []
  const name = ({ entry }: SentColumn) => entry.name || entry.email || t('kinds.gone')
  const on = (cell: SentCell) => day(millis(cell.issued_at), i18n.language)
  const cellOf = (row: SentRow, at: number) => row.cells.find(({ column }) => column === at)
  const text = (row: SentRow, at: number) => {
    const said = saidOf(cellOf(row, at), whom[at]?.receivers ?? 0, on, t)
    return whom[at]?.entry.without.includes(row.document_id) ? t('grid.unticked', { said }) : said
  }
  const columns: Column<SentRow>[] = [
    { key: 'number', header: t('columns.number'), width: numberWidth(listing.rows.map(({ number }) => number), false), cell: ({ number, title }) => <span title={title}>{number}</span> },
    { key: 'revision', header: t('columns.revision'), width: '64px', cell: ({ revision }) => revision },
    ...whom.map((column, at): Column<SentRow> => ({
      key: `to-${at}`,
      header: column.entry.kind === 'person' || column.entry.kind === 'address' ? name(column) : t('grid.many', { name: name(column), count: column.receivers }),
      width: 'minmax(190px, 1fr)',
      cell: (row) => {
        const said = text(row, at)
        const cell = cellOf(row, at)
        return (
          <Text span inherit c={cell ? 'dimmed' : undefined} title={said}>
            {said}
          </Text>
        )
      },
    })),
  ]
  return (
    <DataTable
      label={t('grid.title')}
      columns={columns}
      {...listing}
      getId={({ document_id }) => document_id}
      rowLabel={({ number, title }) => `${number} · ${title}`}
      phone={(row) => ({
        first: (
          <>
            <strong>{row.number}</strong> <span>{row.revision}</span>
          </>
        ),
        second: (
          <>
            {whom.map((column, at) => (
              <span key={at}>
                {name(column)}: {text(row, at)}
              </span>
            ))}
          </>
        ),
      })}
      empty={<Text p="md">{t('noDocuments')}</Text>}
    />
  )
}

/** What a cell says: new to all of them, sent to them, or of which another revision was sent. */
export function saidOf(cell: SentCell | undefined, receivers: number, on: (cell: SentCell) => string, t: TFunction<'transmittals'>): string {
  if (!cell) return t('grid.new')
  const by = { number: cell.transmittal.number, day: on(cell), revision: cell.revision }
  const counts = { of: receivers }
  const parts = []
  if (cell.sent > 0) parts.push(cell.sent >= receivers ? t('grid.sent', by) : t('grid.sentTo', { ...by, ...counts, count: cell.sent }))
  if (cell.older > 0) parts.push(receivers === 1 ? t('grid.older', by) : t('grid.olderOf', { ...counts, count: cell.older }))
  if (cell.newer > 0) parts.push(receivers === 1 ? t('grid.newer', by) : t('grid.newerOf', { ...counts, count: cell.newer }))
  if (cell.sent > cell.held) parts.push(t('grid.shut'))
  return parts.join(', ')
}
