// Who gets which document of a draft: documents by whom it names, with a tick for what is sent. A row and a column are ticked
// as a whole too. On a phone the same ticks stand in a list, by document or by recipient.
import { Checkbox, SegmentedControl, UnstyledButton } from '@mantine/core'
import '~/theme/late.css'
import { useMediaQuery } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { numberWidth } from '~/lib/columns'
import { type Column, DataTable, Icon } from '~/ui'
import { keyOf, type Named, type Sheet } from './draft'
import { nameOf } from './EntryList'
import { tally, tick } from './ticks'
import classes from './transmittals.module.css'

type Props = { recipients: Named[]; documents: Sheet[]; onRecipients: (recipients: Named[]) => void }
/** A tick for these documents and entries, and what it is called. */
type Cell = { meant: Named[]; sheets: Sheet[]; label: string }

export function Ticks(props: Props) {
  const phone = useMediaQuery('(max-width: 48em)') ?? false
  return phone ? <List {...props} /> : <Grid {...props} />
}

function useBox({ recipients, onRecipients }: Props) {
  return function Box({ meant, sheets, label }: Cell, shown?: string) {
    const { of, ticked } = tally(meant, sheets)
    return (
      <Checkbox
        size={shown === undefined ? 'xs' : 'sm'}
        {...(shown === undefined ? {} : { label: shown })}
        aria-label={label}
        checked={of > 0 && ticked === of}
        indeterminate={ticked > 0 && ticked < of}
        onChange={() => onRecipients(tick(recipients, meant, sheets, ticked < of))}
      />
    )
  }
}

function Grid(props: Props) {
  const { recipients, documents } = props
  const { t } = useTranslation('transmittals')
  const box = useBox(props)
  const name = (entry: Named) => nameOf(entry) || t('kinds.gone')
  const [all, everybody] = [t('ticks.everything'), t('ticks.everybody')]
  // The first row stands for all documents, and the first tick of a row for everybody.
  const rows = [undefined, ...documents]
  const of = (row: Sheet | undefined) => (row ? [row] : documents)
  const called = (row: Sheet | undefined, whom: string) => t('ticks.of', { document: row?.number ?? all, name: whom })
  const columns: Column<Sheet | undefined>[] = [
    {
      key: 'number',
      header: t('columns.number'),
      width: numberWidth([all, ...documents.map(({ number }) => number)], false),
      cell: (row) => (row ? <span title={row.title}>{row.number}</span> : all),
    },
    { key: 'title', header: t('columns.title'), width: 'minmax(140px, 2fr)', drop: 1, cell: (row) => row && <span title={row.title}>{row.title}</span> },
    { key: 'all', header: everybody, width: '96px', cell: (row) => box({ meant: recipients, sheets: of(row), label: called(row, everybody) }) },
    ...recipients.map((entry): Column<Sheet | undefined> => ({
      key: keyOf(entry),
      header: name(entry),
      width: 'minmax(130px, 1fr)',
      cell: (row) => box({ meant: [entry], sheets: of(row), label: called(row, name(entry)) }),
    })),
  ]
  return (
    <DataTable
      fit
      label={t('ticks.title')}
      columns={columns}
      rows={rows}
      getId={(row) => row?.document_id ?? ''}
      rowLabel={(row) => (row ? `${row.number} · ${row.title}` : all)}
      phone={() => ({ first: null, second: null })}
      empty={null}
    />
  )
}

function List(props: Props) {
  const { recipients, documents } = props
  const { t } = useTranslation('transmittals')
  const box = useBox(props)
  const [by, setBy] = useState('documents')
  const [open, setOpen] = useState('')
  const name = (entry: Named) => nameOf(entry) || t('kinds.gone')
  const [all, everybody] = [t('ticks.everything'), t('ticks.everybody')]
  const people = recipients.map((entry) => ({ key: keyOf(entry), name: name(entry), meant: [entry] }))
  const sheets = documents.map((sheet) => ({ key: sheet.document_id, name: sheet.number, sheets: [sheet] }))
  const called = (document: string, whom: string) => t('ticks.of', { document, name: whom })
  const groups =
    by === 'documents'
      ? sheets.map((one) => ({
          ...one,
          whole: { meant: recipients, sheets: one.sheets, label: called(one.name, everybody) },
          parts: people.map(({ key, name, meant }) => ({ key, name, cell: { meant, sheets: one.sheets, label: called(one.name, name) } })),
        }))
      : people.map((one) => ({
          ...one,
          whole: { meant: one.meant, sheets: documents, label: called(all, one.name) },
          parts: sheets.map(({ key, name, sheets }) => ({ key, name, cell: { meant: one.meant, sheets, label: called(name, one.name) } })),
        }))
  return (
    <>
      <SegmentedControl
        aria-label={t('ticks.by')}
        data={[
          { value: 'documents', label: t('ticks.byDocument') },
          { value: 'recipients', label: t('ticks.byRecipient') },
        ]}
        value={by}
        onChange={setBy}
      />
      <ul className={classes['entries']} aria-label={t('ticks.title')}>
        {groups.map(({ key, name, whole, parts }) => {
          const { of, ticked } = tally(whole.meant, whole.sheets)
          return (
            <li key={key} className={classes['ticks']}>
              {box(whole, name)}
              <UnstyledButton className={classes['count']} aria-expanded={open === key} aria-label={t('ticks.each', { name })} onClick={() => setOpen(open === key ? '' : key)}>
                {t('ticks.some', { ticked, of })} <Icon name={open === key ? 'down' : 'right'} size={12} />
              </UnstyledButton>
              {open === key && (
                <ul>
                  {parts.map((part) => (
                    <li key={part.key}>{box(part.cell, part.name)}</li>
                  ))}
                </ul>
              )}
            </li>
          )
        })}
      </ul>
    </>
  )
}
