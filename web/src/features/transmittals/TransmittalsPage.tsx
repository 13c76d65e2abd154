// The transmittals of a project, what is owed to whom, and the project's distribution lists.
import { Button, SegmentedControl, Tabs } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { useListing } from '~/api/paging'
import { type At, projectQuery } from '~/api/queries/project'
import { listTransmittals, transmittalMayQuery, transmittalsKey } from '~/api/queries/transmittals'
import type { ReceivedBy, TransmittalRow, TransmittalState } from '~/api/types'
import { numberWidth } from '~/lib/columns'
import { day, millis } from '~/lib/dates'
import { type Column, DataTable, EmptyState, Page, PageHeader, StatusChip, Toolbar, useActions, When } from '~/ui'
import { Lists } from './Lists'
import { OwedList } from './OwedList'
import classes from './transmittals.module.css'

export type TransmittalsSearch = { tab?: string | undefined; state?: string | undefined }

const STATES = ['issued', 'draft', 'recalled'] as const
export const stateTone = (state: string) => (state === 'issued' ? 'done' : state === 'recalled' ? 'danger' : 'quiet')

export function TransmittalsPage({ at, search, onSearch }: { at: At; search: TransmittalsSearch; onSearch: (search: TransmittalsSearch) => void }) {
  const { t } = useTranslation('transmittals')
  const navigate = useNavigate()
  const { data: project } = useSuspenseQuery(projectQuery(at))
  const { data: abilities } = useQuery(transmittalMayQuery(at))
  const prepares = may(abilities, 'transmittal.manage')
  const begin = () => void navigate({ to: '/o/$org/p/$project/transmittals/new', params: at })
  useActions(prepares ? [{ id: 'transmittal', label: t('new'), run: begin }] : [])
  const open = { owed: prepares || may(abilities, 'transmittal.drafts'), lists: may(project.abilities, 'team.view') }
  const tabs = (['sent', 'owed', 'lists'] as const).filter((key) => open[key as 'owed'] ?? true)
  const tab = tabs.find((key) => key === search.tab) ?? 'sent'
  const create = prepares && <Button onClick={begin}>{t('new')}</Button>
  return (
    <Page>
      <PageHeader title={t('title')} actions={tab !== 'lists' && create} />
      <Tabs value={tab} onChange={(value) => onSearch({ tab: value === 'sent' ? undefined : (value ?? undefined) })} className={classes['tabs'] ?? ''} keepMounted={false}>
        {tabs.length > 1 && (
          <Tabs.List px="lg">
            {tabs.map((key) => (
              <Tabs.Tab key={key} value={key}>
                {t(`tabs.${key}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        )}
        <Tabs.Panel value="sent" className={classes['panel'] ?? ''}>
          <Sent at={at} state={search.state === 'all' ? undefined : (STATES.find((one) => one === search.state) ?? 'issued')} drafts={prepares} onState={(state) => onSearch({ state: state === 'issued' ? undefined : state })} create={create} />
        </Tabs.Panel>
        <Tabs.Panel value="owed" className={classes['panel'] ?? ''}>
          <OwedList at={at} />
        </Tabs.Panel>
        <Tabs.Panel value="lists" className={classes['scrolling'] ?? ''}>
          <Lists at={at} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

function Sent({
  at,
  state,
  drafts,
  onState,
  create,
}: {
  at: At
  state: TransmittalState | undefined
  /** Are drafts among them? */
  drafts: boolean
  onState: (state: TransmittalState | 'all') => void
  create: React.ReactNode
}) {
  const { t, i18n } = useTranslation('transmittals')
  const navigate = useNavigate()
  const listing = useListing<TransmittalRow>({ key: [...transmittalsKey(at), 'list', state], load: listTransmittals(at, state) })
  // There is no count of drafts; those of the first page are counted.
  const begun = useQuery({
    queryKey: [...transmittalsKey(at), 'list', 'begun'],
    queryFn: ({ signal }) => listTransmittals(at, 'draft')(undefined, signal),
    enabled: drafts,
  })
  // What is empty in one state may have others.
  const any = useQuery({
    queryKey: [...transmittalsKey(at), 'list', 'any'],
    queryFn: ({ signal }) => listTransmittals(at, undefined)(undefined, signal),
    enabled: state !== undefined && !listing.loading && listing.rows.length === 0,
  })
  const others = state !== undefined && (any.data?.items.length ?? 0) > 0
  const count = begun.data?.items.length ?? 0
  const named = (one: TransmittalState) =>
    one === 'draft' && count > 0 ? t('drafts', { count, more: begun.data?.next ? '+' : '' }) : t(`states.${one}`)
  const dated = (row: TransmittalRow) => <span className="numeric">{day(millis(`${row.dated_on}T12:00:00`), i18n.language)}</span>
  const columns: Column<TransmittalRow>[] = [
    { key: 'number', header: t('columns.number'), width: numberWidth(listing.rows.map(({ number }) => number), false), cell: ({ number }) => number },
    { key: 'subject', header: t('columns.subject'), width: 'minmax(160px, 2fr)', wish: 320, cell: ({ subject }) => <span title={subject}>{subject}</span> },
    // Which state it is says the choice above.
    ...(state ? [] : [{ key: 'state', header: t('columns.state'), width: '110px', cell: (row: TransmittalRow) => <State state={row.state} /> }]),
    { key: 'acknowledged', header: t('columns.acknowledged'), width: '148px', drop: 1, cell: (row) => <Acknowledged state={row.acknowledged} /> },
    { key: 'purpose', header: t('columns.purpose'), width: 'minmax(110px, 1fr)', drop: 2, cell: ({ purpose }) => <span title={purpose}>{purpose}</span> },
    { key: 'documents', header: t('columns.documents'), width: '100px', align: 'end', drop: 3, cell: ({ documents }) => documents },
    { key: 'dated', header: t('columns.dated'), width: '110px', drop: 1, cell: dated },
    { key: 'by', header: t('columns.by'), width: 'minmax(110px, 1fr)', drop: 4, cell: ({ created_by }) => <span title={created_by?.name}>{created_by?.name}</span> },
    { key: 'changed', header: t('columns.changed'), width: '120px', drop: 5, cell: ({ updated_at }) => <When at={updated_at} /> },
  ]
  return (
    <>
      <Toolbar>
        <SegmentedControl
          size="xs"
          aria-label={t('columns.state')}
          data={[...STATES.filter((one) => one !== 'draft' || drafts).map((one) => ({ value: one, label: named(one) })), { value: 'all', label: t('all') }]}
          value={state ?? 'all'}
          onChange={(value) => onState(STATES.find((one) => one === value) ?? 'all')}
        />
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
              <Acknowledged state={row.acknowledged} />
              <span>{row.purpose}</span>
              {dated(row)}
            </>
          ),
        })}
        empty={
          others ? (
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

export function State({ state }: { state: string }) {
  const { t } = useTranslation('transmittals')
  return <StatusChip tone={stateTone(state)}>{t(`states.${state as TransmittalState}`)}</StatusChip>
}

/** How far receipt is acknowledged; nothing is said where nobody is asked. */
export function Acknowledged({ state, received }: { state: string | undefined; received?: ReceivedBy[] }) {
  const { t } = useTranslation('transmittals')
  if (state !== 'all' && state !== 'partial' && state !== 'none') return null
  const asked = (received ?? []).filter(({ acknowledgement }) => acknowledgement === 'required')
  const said = asked.filter(({ acknowledged }) => acknowledged).length
  return (
    <StatusChip tone={state === 'all' ? 'done' : 'neutral'}>
      {state === 'partial' && asked.length > 0 ? t('acknowledged.counted', { said, of: asked.length }) : t(`acknowledged.${state}`)}
    </StatusChip>
  )
}
