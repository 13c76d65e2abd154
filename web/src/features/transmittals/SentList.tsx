// Transmittals as a list: searched, narrowed and ordered, with how far receipt is acknowledged.
import { Button, Checkbox, SegmentedControl, Select } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useListing } from '~/api/paging'
import type { At } from '~/api/queries/project'
import { listTransmittals, purposesQuery, type TransmittalFilter, type TransmittalPage, transmittalsFileUrl, transmittalsKey } from '~/api/queries/transmittals'
import type { TransmittalRow } from '~/api/types'
import { PersonSelect } from '~/features/workflows'
import { numberWidth } from '~/lib/columns'
import { day, millis } from '~/lib/dates'
import { type Column, DataTable, EmptyState, FilterFold, SearchField, Toolbar, When } from '~/ui'
import { Receipt, State } from './chips'

export type SentSearch = {
  state?: string | undefined
  q?: string | undefined
  purpose?: string | undefined
  recipient?: string | undefined
  overdue?: string | undefined
  mail_failed?: string | undefined
  mine?: string | undefined
  sort?: string | undefined
}

const STATES = ['issued', 'draft', 'recalled'] as const
const SORTS = ['newest', 'sent', 'acknowledge_by', 'number'] as const
const OWN = ['sent', 'received', 'to_acknowledge'] as const

export function SentList({
  at,
  search,
  onSearch,
  team,
  drafts,
  create,
}: {
  at: At
  search: SentSearch
  onSearch: (search: SentSearch) => void
  /** Does the reader belong to the project's people, who see what went to others? */
  team: boolean
  /** Are drafts among them? */
  drafts: boolean
  create: React.ReactNode
}) {
  const { t, i18n } = useTranslation('transmittals')
  const navigate = useNavigate()
  const state = search.state === 'all' ? undefined : (STATES.find((one) => one === search.state) ?? 'issued')
  const sort = SORTS.find((one) => one === search.sort) ?? 'newest'
  const own = OWN.find((one) => one === search.mine)
  const filter: TransmittalFilter = {
    q: search.q,
    purpose: search.purpose,
    recipient: search.recipient,
    overdue: search.overdue === 'true' || undefined,
    mail_failed: search.mail_failed === 'true' || undefined,
    mine: own,
  }
  const count = Object.values({ ...filter, q: undefined }).filter((value) => value !== undefined).length
  const narrowed = count > 0 || filter.q !== undefined
  const asked = { ...filter, state, sort: sort === 'newest' ? undefined : sort }
  const { first, ...listing } = useListing<TransmittalRow, TransmittalPage>({ key: [...transmittalsKey(at), 'list', asked], load: listTransmittals(at, asked) })
  const { data: purposes } = useQuery(purposesQuery(at.org))
  const set = (next: SentSearch) => onSearch({ ...search, ...next })
  const shown = STATES.filter((one) => one !== 'draft' || drafts)
  const counts = first?.counts
  const all = counts ? counts.issued + counts.draft + counts.recalled : 0
  const named = (label: string, count: number | undefined) => (count ? t('counted', { label, count }) : label)
  const on = (text: string | null | undefined) => text && <span className="numeric">{day(millis(`${text}T12:00:00`), i18n.language)}</span>
  const receipt = (row: TransmittalRow) => <Receipt row={row} />
  const columns: Column<TransmittalRow>[] = [
    { key: 'number', header: t('columns.number'), width: numberWidth(listing.rows.map(({ number }) => number), false), cell: ({ number }) => number },
    { key: 'subject', header: t('columns.subject'), width: 'minmax(160px, 2fr)', wish: 280, cell: ({ subject }) => <span title={subject}>{subject}</span> },
    // Which state it is says the choice above.
    ...(state ? [] : [{ key: 'state', header: t('columns.state'), width: '110px', cell: (row: TransmittalRow) => <State state={row.state} /> }]),
    { key: 'acknowledged', header: t('columns.acknowledged'), width: 'minmax(240px, 1fr)', drop: 1, cell: receipt },
    { key: 'by_day', header: t('columns.acknowledgeBy'), width: '130px', drop: 2, cell: ({ acknowledge_by }) => on(acknowledge_by) },
    { key: 'sent', header: t('columns.sentOn'), width: '110px', drop: 1, cell: ({ issued_at }) => issued_at && <When at={issued_at} /> },
    { key: 'purpose', header: t('columns.purpose'), width: 'minmax(110px, 1fr)', drop: 3, cell: ({ purpose }) => <span title={purpose}>{purpose}</span> },
    { key: 'documents', header: t('columns.documents'), width: '100px', align: 'end', drop: 4, cell: ({ documents }) => documents },
    { key: 'by', header: t('columns.by'), width: 'minmax(110px, 1fr)', drop: 5, cell: ({ created_by }) => <span title={created_by?.name}>{created_by?.name}</span> },
  ]
  return (
    <>
      <Toolbar
        action={
          <Button component="a" size="xs" variant="default" href={transmittalsFileUrl(at, asked)}>
            {t('export')}
          </Button>
        }
      >
        <SearchField label={t(team ? 'search' : 'searchOutside')} value={search.q ?? ''} onChange={(q) => set({ q: q || undefined })} />
        <SegmentedControl
          size="xs"
          aria-label={t('columns.state')}
          data={[...shown.map((one) => ({ value: one as string, label: named(t(`states.${one}`), counts?.[one]) })), { value: 'all', label: named(t('all'), all) }]}
          value={state ?? 'all'}
          onChange={(value) => set({ state: value === 'issued' ? undefined : value })}
        />
        <FilterFold count={count}>
          <Select
            size="xs"
            w={150}
            aria-label={t('columns.purpose')}
            clearable
            placeholder={t('anyPurpose')}
            data={(purposes?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={search.purpose ?? null}
            onChange={(purpose) => set({ purpose: purpose ?? undefined })}
          />
          {team && (
            <PersonSelect
              at={at}
              label={t('recipient')}
              placeholder={t('anyRecipient')}
              size="xs"
              clearable
              known={[]}
              value={search.recipient ?? null}
              onChange={(person) => set({ recipient: person?.id })}
            />
          )}
          <Select
            size="xs"
            w={170}
            aria-label={t('whose')}
            clearable
            placeholder={t('anybodys')}
            data={OWN.filter((one) => one !== 'sent' || team).map((one) => ({ value: one, label: t(`own.${one}`) }))}
            value={own ?? null}
            onChange={(mine) => set({ mine: mine ?? undefined })}
          />
          <Select
            size="xs"
            w={170}
            aria-label={t('sort')}
            allowDeselect={false}
            data={SORTS.map((one) => ({ value: one, label: t(`sorts.${one}`) }))}
            value={sort}
            onChange={(value) => set({ sort: value === 'newest' ? undefined : (value ?? undefined) })}
          />
          <Checkbox size="xs" label={t('overdueOnly')} checked={search.overdue === 'true'} onChange={(event) => set({ overdue: event.currentTarget.checked ? 'true' : undefined })} />
          {team && (
            <Checkbox size="xs" label={t('mailFailedOnly')} checked={search.mail_failed === 'true'} onChange={(event) => set({ mail_failed: event.currentTarget.checked ? 'true' : undefined })} />
          )}
        </FilterFold>
      </Toolbar>
      <DataTable
        label={t('title')}
        columns={columns}
        {...listing}
        getId={({ id }) => id}
        rowLabel={({ number, subject }) => `${number} · ${subject}`}
        onOpen={({ id }) => void navigate({ to: '/o/$org/p/$project/transmittals/$transmittal', params: { ...at, transmittal: id } })}
        phone={(row) => ({
          first: (
            <>
              <strong>{row.number}</strong> <span>{row.subject}</span>
            </>
          ),
          second: (
            <>
              {!state && <State state={row.state} />}
              {receipt(row)}
              <span>{row.purpose}</span>
              {row.issued_at ? <When at={row.issued_at} /> : on(row.dated_on)}
            </>
          ),
        })}
        empty={
          narrowed ? (
            <EmptyState
              title={t('emptyFilter')}
              action={
                <Button variant="default" onClick={() => onSearch({ state: 'all' })}>
                  {t('showAll')}
                </Button>
              }
            />
          ) : all > 0 ? (
            <EmptyState title={t('emptyState')} />
          ) : create ? (
            <EmptyState title={t('empty')} action={create}>
              {t('emptyText')}
            </EmptyState>
          ) : (
            <EmptyState title={t('empty')}>{t('emptyReader')}</EmptyState>
          )
        }
      />
    </>
  )
}
