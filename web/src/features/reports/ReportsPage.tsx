// Reports: questions about the register that are asked again and again, and their numbers as a chart and a table.
import { Alert, Button, Skeleton, Stack, Text } from '@mantine/core'
import '~/theme/late.css'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type At, projectQuery } from '~/api/queries/project'
import { reportQuery, reportsQuery } from '~/api/queries/reports'
import type { Reports } from '~/api/types'
import { readFlaw } from '~/lib/query'
import { isProblem, type FieldErrors } from '~/lib/problem'
import { EmptyState, ErrorBox, Icon, Page, PageHeader } from '~/ui'
import { Builder } from './Builder'
import { ReportActions } from './ReportActions'
import { asksTheSame, fromQuestion, type ReportSearch, toQuestion } from './question'
import { Result } from './Result'
import { ReportList } from './ReportList'
import classes from './reports.module.css'

export function ReportsPage({
  at,
  search,
  onSearch,
}: {
  at: At
  search: ReportSearch
  onSearch: (search: ReportSearch, replace?: boolean) => void
}) {
  const { t } = useTranslation('reports')
  const reports = useQuery(reportsQuery(at))
  const phone = useMediaQuery('(max-width: 48em)') ?? false
  const asking = Boolean(search.metric)
  const chosen = reports.data && known(reports.data, search.report)
  return (
    <Page scroll>
      <PageHeader
        title={chosen?.name ?? t('title')}
        badges={
          chosen && !asksTheSame(search, fromQuestion(chosen.question)) && (
            <Text span size="sm" c="dimmed">
              {t('changed')}
            </Text>
          )
        }
        actions={reports.data && asking && <ReportActions at={at} reports={reports.data} search={search} onSearch={onSearch} />}
      />
      {reports.error ? (
        <Stack px="md">
          <ErrorBox error={reports.error} onRetry={() => void reports.refetch()} />
        </Stack>
      ) : !reports.data ? (
        <Skeleton height={320} mx="md" />
      ) : (
        <div className={classes['split']}>
          {(!phone || !asking) && <ReportList reports={reports.data} search={search} onSearch={onSearch} />}
          {(!phone || asking) && (
            <div className={classes['main']}>
              {phone && (
                <Button variant="subtle" color="gray" leftSection={<Icon name="left" />} onClick={() => onSearch({})} style={{ alignSelf: 'flex-start' }}>
                  {t('toList')}
                </Button>
              )}
              {/* What was typed and not run belongs to the address that it was typed at. */}
              <Asking key={JSON.stringify(search)} at={at} reports={reports.data} search={search} onSearch={onSearch} />
            </div>
          )}
        </div>
      )}
    </Page>
  )
}

/** The report that an address names, saved or ready-made. */
function known(reports: Reports, id: string | undefined) {
  return reports.items.find((one) => one.id === id) ?? reports.ready.find((one) => one.key === id)
}

function Asking({
  at,
  reports,
  search,
  onSearch,
}: {
  at: At
  reports: Reports
  search: ReportSearch
  onSearch: (search: ReportSearch, replace?: boolean) => void
}) {
  const { t } = useTranslation('reports')
  const { data: project } = useSuspenseQuery(projectQuery(at))
  const [draft, setDraft] = useState(search)
  const question = toQuestion(search)
  const answer = useQuery({ ...reportQuery(at, question ?? NOTHING), enabled: question !== undefined })
  const fields: FieldErrors = isProblem(answer.error) ? answer.error.fields : {}
  const told = Object.keys(fields).some((name) => /^(metric|group_by|from|to|query\.q)/.test(name))
  const changed = !asksTheSame(draft, search)
  return (
    <>
      <Builder
        at={at}
        reports={reports}
        external={project.mode === 'external'}
        draft={draft}
        onDraft={setDraft}
        errors={changed ? {} : fields}
        flaw={!changed && fields['query.q'] ? readFlaw(fields['query.q']) : undefined}
        hints={changed ? [] : (answer.data?.hints ?? [])}
        busy={answer.isFetching}
        onRun={() => (changed ? onSearch(draft) : void answer.refetch())}
      />
      {changed && question && (
        <Text size="sm" c="dimmed" role="status">
          {t('runHint')}
        </Text>
      )}
      {!question ? (
        <EmptyState title={t('start')}>{t('startText')}</EmptyState>
      ) : answer.error ? (
        !told && <ErrorBox error={answer.error} onRetry={() => void answer.refetch()} />
      ) : !answer.data ? (
        <Stack gap="lg" aria-busy aria-label={t('numbers')}>
          <Skeleton height={160} />
          <Skeleton height={200} />
        </Stack>
      ) : (
        <>
          {answer.data.more && !answer.data.listed && (
            <Alert color="gray" icon={<Icon name="warning" />}>
              {t('more')}
            </Alert>
          )}
          <Result at={at} report={answer.data} />
        </>
      )}
    </>
  )
}

/** Stands in for a question while there is none; it is never asked. */
const NOTHING = { metric: '', group_by: [], from: null, to: null, query: {} }
