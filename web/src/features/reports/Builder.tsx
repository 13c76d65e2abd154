// Says what is counted, by what, of which documents and when. Nothing is asked before "Run".
import { Button, Select, TextInput } from '@mantine/core'
import '~/theme/late.css'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from '@tanstack/react-query'
import type { At } from '~/api/queries/project'
import { documentOptionsQuery } from '~/api/queries/register'
import type { Reports } from '~/api/types'
import { Filters, several } from '~/features/register'
import type { FieldErrors } from '~/lib/problem'
import type { Flaw } from '~/ui'
import { choosing, placing, type ReportSearch, roomFor } from './question'
import { WorkFilters } from './WorkFilters'
import classes from './reports.module.css'

export function Builder({
  at,
  reports,
  external,
  draft,
  onDraft,
  errors,
  flaw,
  hints,
  busy,
  onRun,
}: {
  at: At
  reports: Reports
  external: boolean
  draft: ReportSearch
  onDraft: (draft: ReportSearch) => void
  errors: FieldErrors
  flaw: Flaw | undefined
  hints: Flaw[]
  busy: boolean
  onRun: () => void
}) {
  const { t } = useTranslation('reports')
  const { data: options } = useQuery(documentOptionsQuery(at))
  const metric = reports.metrics.find(({ key }) => key === draft.metric)
  const { least, most } = roomFor(metric)
  // What a metric brings itself is not chosen, though a question may name it.
  const by = several(draft.by).filter((key) => key !== metric?.first)
  const choices = (without: string | undefined) =>
    (metric?.dimensions ?? []).filter(({ key }) => key !== without && key !== metric?.first).map(({ key, label }) => ({ value: key, label }))
  const run = (event: FormEvent) => {
    event.preventDefault()
    onRun()
  }
  const day = (key: 'from' | 'to') => (
    <TextInput
      type="date"
      // Of what the days are, the first of them says.
      label={key === 'from' && metric?.days ? t('fromOf', { what: metric.days }) : t(key)}
      value={draft[key] ?? ''}
      error={errors[key]}
      onChange={(event) => onDraft({ ...draft, [key]: event.currentTarget.value || undefined })}
    />
  )
  return (
    <section aria-label={t('actions')}>
      <form onSubmit={run} noValidate>
        <div className={classes['builder']}>
          <Select
            label={t('metric')}
            data={reports.metrics.map(({ key, label }) => ({ value: key, label }))}
            value={draft.metric ?? null}
            allowDeselect={false}
            error={errors['metric']}
            onChange={(key) => {
              const next = reports.metrics.find((one) => one.key === key)
              if (next) onDraft(choosing(draft, next))
            }}
          />
          {most > 0 && (
            <Select
              label={t('groups')}
              data={choices(by[1])}
              value={by[0] ?? null}
              disabled={!metric}
              searchable
              clearable={least === 0}
              allowDeselect={least === 0}
              error={errors['group_by'] ?? errors['group_by[0]']}
              onChange={(key) => (key || least === 0) && onDraft(placing(draft, by, 0, key))}
            />
          )}
          {most > 1 && (
            <Select
              label={t('groupsThen')}
              placeholder={t('nothing')}
              data={choices(by[0])}
              value={by[1] ?? null}
              disabled={!metric || !by[0]}
              searchable
              clearable
              error={errors['group_by[1]']}
              onChange={(key) => onDraft(placing(draft, by, 1, key))}
            />
          )}
          {metric?.days !== null && (
            <>
              {day('from')}
              {day('to')}
            </>
          )}
          <Button type="submit" className={classes['run'] ?? ''} disabled={!metric || by.length < least} aria-busy={busy || undefined}>
            {t('run')}
          </Button>
        </div>
      </form>
      <div role="group" aria-label={t(metric?.register === false ? 'filtersWork' : 'filters')} className={classes['filters']}>
        {metric?.register === false ? (
          <WorkFilters at={at} filters={metric.filters} search={draft} onSearch={onDraft} />
        ) : (
          <Filters
            at={at}
            search={draft}
            onSearch={(next) => onDraft({ ...next, metric: draft.metric, by: draft.by, from: draft.from, to: draft.to, report: draft.report } as ReportSearch)}
            options={options}
            external={external}
            flaw={flaw}
            hints={hints}
          />
        )}
      </div>
    </section>
  )
}
