// Which numbers no document bears, and what took them.
import { Anchor, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { gapsQuery } from '~/api/queries/numbering'
import type { At } from '~/api/queries/project'
import type { GapReport, Missing } from '~/api/types'
import { type Column, DataTable, EmptyState, ErrorBox, When } from '~/ui'

type Row = Missing & { sequence: string }

/** One line per gap, in the order of the sequences. */
export const gapRows = (report: GapReport): Row[] =>
  report.sequences.flatMap(({ sequence, missing }) => missing.map((one) => ({ ...one, sequence })))

export function Gaps({ at }: { at: At }) {
  const { t } = useTranslation('numbering')
  const [asked, setAsked] = useState(false)
  const gaps = useQuery({ ...gapsQuery(at), enabled: asked })
  return (
    <section aria-labelledby="numbering-gaps">
      <Group justify="space-between" mb="xs">
        <Title order={2} id="numbering-gaps">
          {t('gaps.title')}
        </Title>
        <Button size="xs" variant="default" loading={gaps.isFetching} onClick={() => (asked ? void gaps.refetch() : setAsked(true))}>
          {t(asked ? 'gaps.again' : 'gaps.look')}
        </Button>
      </Group>
      <Text size="xs" c="dimmed" mb="sm">
        {t('gaps.hint')}
      </Text>
      {gaps.error ? (
        <ErrorBox error={gaps.error} onRetry={() => void gaps.refetch()} />
      ) : gaps.data ? (
        <Report at={at} report={gaps.data} />
      ) : (
        asked && <Skeleton height={120} />
      )}
    </section>
  )
}

function Report({ at, report }: { at: At; report: GapReport }) {
  const { t } = useTranslation('numbering')
  const rows = gapRows(report)
  const range = (row: Row) => (row.from === row.to ? row.first : t('gaps.range', { first: row.first, last: row.last }))
  const cause = (row: Row) => {
    const said = t(`gaps.cause.${row.cause}`, { number: row.number ?? '', name: row.by?.name ?? '' })
    return row.document_id && row.cause === 'merged' ? (
      <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/register/${row.document_id}`}>
        {said}
      </Anchor>
    ) : (
      <span title={said}>{said}</span>
    )
  }
  const columns: Column<Row>[] = [
    { key: 'range', header: t('gaps.missing'), width: 'minmax(200px, 1fr)', cell: (row) => <span className="numeric" title={range(row)}>{range(row)}</span> },
    { key: 'count', header: t('gaps.count'), width: '72px', align: 'end', drop: 2, cell: (row) => row.to - row.from + 1 },
    { key: 'cause', header: t('gaps.why'), width: 'minmax(200px, 1fr)', cell: cause },
    { key: 'when', header: t('gaps.when'), width: '112px', drop: 1, cell: (row) => row.at && <When at={row.at} /> },
  ]
  return (
    <Stack gap="xs">
      <DataTable
        label={t('gaps.title')}
        columns={columns}
        rows={rows}
        getId={(row) => `${row.sequence} ${row.from}`}
        rowLabel={range}
        phone={(row) => ({ first: <strong className="numeric">{range(row)}</strong>, second: cause(row) })}
        empty={
          <EmptyState title={t(report.sequences.length > 0 ? 'gaps.none' : 'gaps.noSequences')}>
            {report.sequences.length > 0 ? t('gaps.noneText', { count: report.sequences.length }) : t('gaps.noSequencesText')}
          </EmptyState>
        }
        fit
      />
      {!report.complete && <Text c="dimmed">{t('gaps.incomplete')}</Text>}
    </Stack>
  )
}
