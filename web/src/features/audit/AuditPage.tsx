// The audit log: who did what to what, when, and on what grounds.
import { Button, Select, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AuditFilter } from '~/api/types'
import type { AuditEvent } from '~/api/types'
import { useListing } from '~/api/paging'
import { auditExport, auditKey, listAudit, verifyAudit } from '~/api/queries/organisation'
import { projectChoicesQuery } from '~/api/queries/project'
import { spoken } from '~/lib/words'
import { ActionMenu, type Column, DataTable, EmptyState, Page, PageHeader, SearchField, Split, toast, toastError, Toolbar, When } from '~/ui'
import { EventPanel } from './EventPanel'

export type AuditSearch = AuditFilter & { open?: string }

const CATEGORIES = [
  'authentication',
  'authorization',
  'organisation',
  'member',
  'project',
  'membership',
  'document',
  'share',
  'guest_share',
  'settings',
  'audit',
] as const

export function AuditPage({
  org,
  search,
  onSearch,
}: {
  org: string
  search: AuditSearch
  onSearch: (search: AuditSearch) => void
}) {
  const { t } = useTranslation('audit')
  const { open, ...filter } = search
  const listing = useListing<AuditEvent>({ key: auditKey(org, filter), load: listAudit(org, filter) })
  const { data: projects } = useQuery(projectChoicesQuery(org))
  const filtered = Object.values(filter).some(Boolean)
  const columns: Column<AuditEvent>[] = [
    { key: 'seq', header: t('columns.seq'), width: '80px', align: 'end', cell: (event) => event.seq },
    { key: 'when', header: t('columns.when'), width: '130px', cell: (event) => <When at={event.at} /> },
    { key: 'what', header: t('columns.what'), width: 'minmax(160px, 240px)', cell: (event) => spoken(event.action) },
    { key: 'who', header: t('columns.who'), width: 'minmax(140px, 200px)', cell: (event) => event.actor.name },
    { key: 'on', header: t('columns.on'), width: 'minmax(160px, 1fr)', cell: (event) => event.entity?.label },
    { key: 'project', header: t('columns.project'), width: '160px', cell: (event) => event.project?.name },
    { key: 'reason', header: t('columns.reason'), width: 'minmax(120px, 1fr)', cell: (event) => event.reason },
  ]
  const chosen = listing.rows.find((event) => String(event.seq) === open)
  const verify = () =>
    verifyAudit(org).then((answer) => {
      if (answer.ok) toast(t('verified', answer))
      else toastError(new Error(`${t('broken')}: ${answer.problem ?? ''}`))
    }, toastError)
  const date = (key: 'from' | 'to') => (
    <TextInput
      type="date"
      w={150}
      aria-label={t(`filters.${key}`)}
      value={search[key] ?? ''}
      onChange={(event) => onSearch({ ...search, [key]: event.currentTarget.value || undefined })}
    />
  )
  return (
    <Split panel={chosen && <EventPanel event={chosen} onClose={() => onSearch({ ...search, open: undefined })} />}>
      <Page>
        <PageHeader
          title={t('title')}
          actions={
            <ActionMenu
              actions={[
                { id: 'csv', label: t('exportCsv'), run: () => window.location.assign(auditExport(org, 'csv', filter)) },
                { id: 'json', label: t('exportJson'), run: () => window.location.assign(auditExport(org, 'json', filter)) },
                { id: 'verify', label: t('verify'), run: () => void verify() },
              ]}
            />
          }
        />
        <Toolbar>
          <SearchField label={t('search')} value={search.q ?? ''} onChange={(q) => onSearch({ ...search, q: q || undefined })} />
          <Select
            w={160}
            clearable
            aria-label={t('filters.category')}
            placeholder={t('filters.category')}
            data={CATEGORIES.map((code) => ({ value: code, label: t(`category.${code}`) }))}
            value={search.category ?? null}
            onChange={(category) => onSearch({ ...search, category: category ?? undefined })}
          />
          <Select
            w={180}
            clearable
            searchable
            aria-label={t('filters.project')}
            placeholder={t('filters.project')}
            data={(projects ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={search.project ?? null}
            onChange={(project) => onSearch({ ...search, project: project ?? undefined })}
          />
          {date('from')}
          {date('to')}
          {filtered && (
            <Button size="xs" variant="subtle" color="gray" onClick={() => onSearch({})}>
              {t('filters.clear')}
            </Button>
          )}
        </Toolbar>
        <DataTable
          label={t('title')}
          columns={columns}
          {...listing}
          getId={(event) => String(event.seq)}
          rowLabel={(event) => `${spoken(event.action)}, ${event.actor.name}`}
          openId={open}
          onOpen={(event) => onSearch({ ...search, open: String(event.seq) })}
          phone={(event) => ({
            first: (
              <>
                <strong>{spoken(event.action)}</strong> <span>{event.entity?.label}</span>
              </>
            ),
            second: (
              <>
                <span>{event.actor.name}</span> <When at={event.at} />
              </>
            ),
          })}
          empty={<EmptyState title={filtered ? t('emptyFilter') : t('empty')} />}
        />
      </Page>
    </Split>
  )
}
