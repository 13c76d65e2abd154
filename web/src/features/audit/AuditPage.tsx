// The audit log: who did what to what, when, and on what grounds.
import { Button, Select, Text, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AuditEvent, AuditFilter } from '~/api/types'
import { useListing } from '~/api/paging'
import { may } from '~/api/abilities'
import { auditExport, auditKey, listAudit, verifyAudit } from '~/api/queries/audit'
import { organisationQuery } from '~/api/queries/organisation'
import { projectChoicesQuery, projectQuery } from '~/api/queries/project'
import { type Column, DataTable, EmptyState, Page, PageHeader, SearchField, Split, toast, toastError, Toolbar, When } from '~/ui'
import { EventPanel } from './EventPanel'

export type AuditSearch = AuditFilter & { open?: string }

const CATEGORIES = [
  'access',
  'audit',
  'auth',
  'authorization',
  'document',
  'guest_share',
  'organisation',
  'project',
  'transmittal',
  'user',
  'work_package',
  'workflow',
] as const
/** What happens in no project stands in none's log. */
const OUTSIDE_PROJECTS = ['auth', 'organisation', 'user']

/** The organisation's log, or where one is named a project's. */
export function AuditPage({
  org,
  inProject,
  search,
  onSearch,
}: {
  org: string
  inProject?: string
  search: AuditSearch
  onSearch: (search: AuditSearch) => void
}) {
  const { t } = useTranslation('audit')
  const { open, ...filter } = search
  const log = { org, project: inProject }
  const listing = useListing<AuditEvent>({ key: auditKey(log, filter), load: listAudit(log, filter) })
  const { data: projects } = useQuery({ ...projectChoicesQuery(org), enabled: inProject === undefined })
  const { data: organisation } = useQuery(organisationQuery(org))
  const { data: project } = useQuery({ ...projectQuery({ org, project: inProject ?? '' }), enabled: inProject !== undefined })
  const mayTake = inProject ? may(project?.abilities, 'audit.export') : may(organisation?.abilities, 'organisation.audit_export')
  const filtered = Object.values(filter).some(Boolean)
  const columns: Column<AuditEvent>[] = [
    { key: 'seq', header: t('columns.seq'), width: '72px', align: 'end', drop: 1, cell: (event) => event.seq },
    { key: 'when', header: t('columns.when'), width: '130px', cell: (event) => <When at={event.at} /> },
    { key: 'what', header: t('columns.what'), width: 'minmax(240px, 3fr)', cell: (event) => <span title={event.summary}>{event.summary}</span> },
    ...(inProject
      ? []
      : [{ key: 'project', header: t('columns.project'), width: '170px', drop: 4, cell: (event: AuditEvent) => event.project?.name }]),
    { key: 'reason', header: t('columns.reason'), width: 'minmax(120px, 1fr)', drop: 3, cell: (event) => <span title={event.reason ?? ''}>{event.reason}</span> },
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
      w={186}
      leftSection={<Text size="xs">{t(`filters.${key}`)}</Text>}
      leftSectionWidth={48}
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
            <>
              {!inProject && (
                <Button variant="subtle" onClick={() => void verify()}>
                  {t('verify')}
                </Button>
              )}
              {mayTake &&
                (['csv', 'json'] as const).map((format) => (
                  <Button key={format} variant="default" component="a" href={auditExport(log, format, filter)}>
                    {t(`export.${format}`)}
                  </Button>
                ))}
            </>
          }
        />
        <Toolbar>
          <SearchField label={t('search')} value={search.q ?? ''} onChange={(q) => onSearch({ ...search, q: q || undefined })} />
          <Select
            w={160}
            clearable
            aria-label={t('filters.category')}
            placeholder={t('filters.category')}
            data={CATEGORIES.filter((code) => !inProject || !OUTSIDE_PROJECTS.includes(code)).map((code) => ({ value: code, label: t(`category.${code}`) }))}
            value={search.category ?? null}
            onChange={(category) => onSearch({ ...search, category: category ?? undefined })}
          />
          {!inProject && (
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
          )}
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
          rowLabel={(event) => event.summary}
          openId={open}
          onOpen={(event) => onSearch({ ...search, open: String(event.seq) })}
          phone={(event) => ({
            first: <span>{event.summary}</span>,
            second: (
              <>
                <When at={event.at} /> <span>{event.reason ?? event.project?.name}</span>
              </>
            ),
          })}
          empty={<EmptyState title={filtered ? t('emptyFilter') : t('empty')} />}
        />
      </Page>
    </Split>
  )
}
