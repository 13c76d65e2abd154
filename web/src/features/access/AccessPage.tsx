// The ledger: every way anybody outside can see anything. Filtered, extended, ended in bulk, exported.
import { useRights, useWords } from '~/lib/words'
import { Button, Select } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { lazily } from '~/lib/lazily'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import type { LedgerFilter, LedgerRow } from '~/api/types'
import { useListing } from '~/api/paging'
import { accessKey, listAccess } from '~/api/queries/organisation'
import { ledgerCsv, ledgerKey, listLedger } from '~/api/queries/project'
import { documentQuery } from '~/api/queries/register'
import { nothing, type Selection } from '~/lib/selection'
import { tone } from '~/lib/status'
import { SentLink } from '~/features/shares'
import { BulkBar, type Column, DataTable, EmptyState, Icon, OutsideMark, Page, PageHeader, SearchField, StatusChip, Toolbar, useDialog, When } from '~/ui'

const RulesDialog = lazily(() => import('./RulesDialog'), 'RulesDialog')
const ExtendMany = lazily(() => import('./BulkDialogs'), 'ExtendMany')
const RevokeMany = lazily(() => import('./BulkDialogs'), 'RevokeMany')

export type AccessSearch = {
  q?: string | undefined
  document?: string | undefined
  kind?: string | undefined
  company?: string | undefined
  state?: string | undefined
  ends?: string | undefined
}

const KINDS = ['guest_share', 'share', 'membership', 'full_register', 'group_grant', 'step', 'submission', 'transmittal'] as const
const DAY = 86_400_000

/** The address says "within so many days"; the server wants a moment, rounded so that it does not change at every look. */
export function toLedgerFilter(search: AccessSearch, now: number): LedgerFilter {
  const days = Number(search.ends)
  return {
    q: search.q,
    document: search.document,
    kind: search.kind,
    company: search.company,
    state: search.state ?? 'open',
    ends_before: days > 0 ? new Date(Math.ceil(now / DAY) * DAY + days * DAY).toISOString() : undefined,
  }
}

export function AccessPage({
  org,
  project,
  search,
  onSearch,
}: {
  org: string
  project?: string
  search: AccessSearch
  onSearch: (search: AccessSearch) => void
}) {
  const { t } = useTranslation('access')
  const words = useWords()
  const client = useQueryClient()
  const open = useDialog()
  const [selection, setSelection] = useState<Selection>(nothing)
  // Selected rows are remembered whole, so that a row that scrolled out of the list can still be acted on.
  const [known, setKnown] = useState(new Map<string, LedgerRow>())
  const filter = toLedgerFilter(search, Date.now())
  const at = project ? { org, project } : undefined
  const listing = useListing<LedgerRow>({
    key: at ? ledgerKey(at, filter) : accessKey(org, filter),
    load: at ? listLedger(at, filter) : listAccess(org, filter),
  })
  const select = (next: Selection) => {
    setKnown((old) => new Map([...old, ...listing.rows.filter((row) => next.has(row.id)).map((row) => [row.id, row] as const)]))
    setSelection(next)
  }
  const chosen = [...selection].flatMap((id) => known.get(id) ?? [])
  const finished = async (done: string[]) => {
    setSelection(new Set([...selection].filter((id) => !done.includes(id))))
    await client.invalidateQueries({ queryKey: at ? ledgerKey(at, {}).slice(0, -1) : accessKey(org, {}).slice(0, -1) })
    void client.invalidateQueries({ queryKey: ['project', org] })
  }
  const refusedFor = (ability: string) =>
    chosen.every((row) => may(row.abilities, ability)) ? undefined : t('notAllowed')

  const phrase = useRights()
  const rights = (row: LedgerRow) => phrase(row.rights)
  const who = (row: LedgerRow) => (
    <>
      {row.who.outside && <OutsideMark />} {row.who.name}
      {row.who.company && row.who.company !== row.who.name && <span style={{ color: 'var(--wl-muted)' }}> · {row.who.company}</span>}
    </>
  )
  const what = (row: LedgerRow) => {
    const { id, kind, label, documents } = row.what
    if (kind !== 'transmittal' || !id) return <span title={label}>{label}</span>
    const place = at ?? { org, project: row.what.project.id }
    return <SentLink at={place} opened={{ id, documents: documents ?? 0 }} label={label} />
  }
  const columns: Column<LedgerRow>[] = [
    { key: 'who', header: t('columns.who'), width: 'minmax(170px, 1.2fr)', wish: 210, cell: who },
    {
      key: 'what',
      header: t('columns.what'),
      width: 'minmax(170px, 1.2fr)',
      wish: 220,
      cell: (row) => (
        <>
          {what(row)}
          {!project && row.what.project && (
            <span style={{ color: 'var(--wl-muted)' }}> · {row.what.project.name}</span>
          )}
        </>
      ),
    },
    { key: 'kind', header: t('columns.kind'), width: '104px', drop: 2, cell: (row) => words('grantKind', row.kind) },
    { key: 'may', header: t('columns.may'), width: '184px', cell: (row) => <span title={rights(row)}>{rights(row)}</span> },
    { key: 'why', header: t('columns.why'), width: 'minmax(120px, 1fr)', drop: 3, cell: (row) => <span title={row.why}>{row.why}</span> },
    { key: 'by', header: t('columns.by'), width: '150px', drop: 4, cell: (row) => row.granted_by?.name },
    { key: 'ends', header: t('columns.ends'), width: '116px', cell: (row) => <When at={row.ends_at} empty="noEnd" /> },
    { key: 'used', header: t('columns.used'), width: '128px', drop: 1, cell: (row) => <When at={row.last_used_at} /> },
  ]
  if (search.state === 'closed') {
    columns.push({
      key: 'state',
      header: t('columns.state'),
      width: '80px',
      cell: (row) => <StatusChip tone={tone(row.state)}>{words('grantState', row.state)}</StatusChip>,
    })
  }
  const { data: about } = useQuery({
    ...documentQuery(at ?? { org, project: '' }, search.document ?? ''),
    enabled: at !== undefined && search.document !== undefined,
  })
  const filtered = Boolean(search.q || search.document || search.kind || search.company || search.ends || search.state)
  const pick = (key: 'kind' | 'state' | 'ends', data: { value: string; label: string }[]) => (
    <Select
      w={160}
      clearable
      aria-label={t(`filters.${key}`)}
      placeholder={t(`filters.${key}`)}
      data={data}
      value={search[key] ?? null}
      onChange={(value) => onSearch({ ...search, [key]: value ?? undefined })}
    />
  )
  return (
    <Page>
      <PageHeader
        title={t('title')}
        actions={
          <>
            <Button variant="subtle" onClick={() => open((close) => <RulesDialog org={org} onClose={close} />)}>
              {t('rules.button')}
            </Button>
            {at && (
              <Button variant="default" component="a" href={ledgerCsv(at, filter)}>
                {t('csv')}
              </Button>
            )}
          </>
        }
      />
      <Toolbar>
        <SearchField label={t('search')} value={search.q ?? ''} onChange={(q) => onSearch({ ...search, q: q || undefined })} />
        {search.document && (
          <Button
            variant="default"
            fw={400}
            rightSection={<Icon name="close" size={14} />}
            aria-label={t('filters.documentClear', { document: about ? `${about.number} · ${about.title}` : t('filters.document') })}
            onClick={() => onSearch({ ...search, document: undefined })}
          >
            {about ? `${about.number} · ${about.title}` : t('filters.document')}
          </Button>
        )}
        {pick(
          'kind',
          KINDS.map((code) => ({ value: code, label: words('grantKind', code) })),
        )}
        {pick('ends', [
          { value: '7', label: t('filters.within7') },
          { value: '30', label: t('filters.within30') },
        ])}
        {pick('state', [
          { value: 'open', label: words('grantState', 'open') },
          { value: 'closed', label: words('grantState', 'closed') },
        ])}
      </Toolbar>
      <DataTable
        label={t('title')}
        columns={columns}
        {...listing}
        getId={(row) => row.id}
        rowLabel={(row) => `${row.who.name}, ${row.what.label}`}
        selection={selection}
        onSelection={select}
        phone={(row) => ({
          first: <span>{who(row)}</span>,
          second: (
            <>
              {what(row)} <When at={row.ends_at} empty="noEnd" />
            </>
          ),
        })}
        empty={
          filtered ? (
            <EmptyState title={t('emptyFilter')} />
          ) : (
            <EmptyState title={t('empty')}>{t('emptyText')}</EmptyState>
          )
        }
      />
      <BulkBar
        count={selection.size}
        onClear={() => setSelection(nothing)}
        actions={[
          {
            label: t('extend'),
            refusal: refusedFor('extend'),
            onRun: () =>
              open((close) => <ExtendMany org={org} rows={chosen} project={project} onClose={close} onDone={finished} />),
          },
          {
            label: t('revoke'),
            danger: true,
            refusal: refusedFor('revoke'),
            onRun: () =>
              open((close) => <RevokeMany org={org} rows={chosen} project={project} onClose={close} onDone={finished} />),
          },
        ]}
      />
    </Page>
  )
}
