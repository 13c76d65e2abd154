// A project at a glance. Every number leads to the list that it counts.
import { useAnyOf, useWords } from '~/lib/words'
import { Anchor, Button, Skeleton, Stack, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { dashboardQuery } from '~/api/queries/dashboard'
import { type At, projectQuery } from '~/api/queries/project'
import type { Dashboard } from '~/api/types'
import { EmptyState, ErrorBox, Page, PageHeader, StatusChip, When } from '~/ui'
import { Bars } from './Bars'
import { addressOf } from './links'
import { Overdue } from './Overdue'
import { Section } from './Section'
import { Weeks } from './Weeks'
import classes from './dashboard.module.css'

export function DashboardPage({ at }: { at: At }) {
  const { t } = useTranslation('dashboard')
  const { data: project } = useSuspenseQuery(projectQuery(at))
  const board = useQuery(dashboardQuery(at))
  return (
    <Page scroll>
      <PageHeader title={t('title', { project: project.name })} />
      {board.error ? (
        <ErrorBox error={board.error} onRetry={() => void board.refetch()} />
      ) : board.data === undefined ? (
        <Loading />
      ) : (
        <Board at={at} board={board.data} mayAdd={may(project.abilities, 'document.create')} />
      )}
    </Page>
  )
}

/** What is counted because its time is over, or because it went wrong. */
const LATE = ['overdue', 'transmittals_overdue', 'workflows_overdue', 'mail_failed']

function Loading() {
  const { t } = useTranslation('ui')
  return (
    <Stack gap="xl" p="lg" pt="sm" maw={1080} aria-busy aria-label={t('loading')}>
      <Skeleton height={72} />
      <Skeleton height={200} />
      <Skeleton height={200} />
    </Stack>
  )
}

function Board({ at, board, mayAdd }: { at: At; board: Dashboard; mayAdd: boolean }) {
  const { t } = useTranslation('dashboard')
  const { t: words } = useTranslation('words')
  const empty = board.tiles.find((tile) => tile.key === 'documents')?.count === 0
  return (
    <Stack gap="xl" p="lg" pt="sm" maw={1080}>
      <Access access={board.access} />
      <ul className={classes['tiles']} aria-label={t('numbers')}>
        {board.tiles.map((tile) => (
          <li key={tile.key}>
            <Link
              to={addressOf(at, tile.link)}
              className={classes['tile'] ?? ''}
              data-overdue={(LATE.includes(tile.key) && tile.count > 0) || undefined}
            >
              <strong className="numeric">{tile.more ? t('atLeast', { count: tile.count }) : tile.count}</strong>
              <span>{t(`tiles.${tile.key as 'documents'}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <Overdue at={at} overdue={board.overdue} />
      {empty ? (
        <EmptyState
          title={t(board.access ? 'emptyOutside' : 'empty')}
          action={
            mayAdd && (
              <Button component={Link} to={`/o/${at.org}/p/${at.project}/register`}>
                {t('toRegister')}
              </Button>
            )
          }
        >
          {t(board.access ? 'emptyOutsideText' : 'emptyText')}
        </EmptyState>
      ) : (
        <>
          <div className={classes['charts']}>
            {board.charts.map((chart) => (
              <Section key={chart.field} id={`chart-${chart.field}`} title={t(`charts.${chart.field as 'status'}`)}>
                <Bars
                  caption={t(`charts.${chart.field as 'status'}`)}
                  unit={t(`units.${chart.field as 'status'}`)}
                  bars={chart.values.map((value) => ({
                    key: value.code,
                    label:
                      value.code === ''
                        ? t('none')
                        : chart.field === 'status'
                          ? words(`status.${value.code}` as 'status.draft', { defaultValue: value.label })
                          : value.label,
                    count: value.count,
                    to: value.link ? addressOf(at, value.link) : undefined,
                  }))}
                  note={chart.more ? t('more') : undefined}
                />
              </Section>
            ))}
            <Section id="chart-weeks" title={t('weeks')}>
              <Weeks at={at} weeks={board.weeks} />
            </Section>
          </div>
          <Recent at={at} board={board} />
        </>
      )}
    </Stack>
  )
}

function Access({ access }: { access: Dashboard['access'] }) {
  const { t } = useTranslation('dashboard')
  const anyOf = useAnyOf()
  if (!access) return null
  return (
    <Text c="dimmed">
      {access.ends_at && (
        <>
          {t('accessEnds')} <When at={access.ends_at} />{' '}
        </>
      )}
      {access.full_register_until && (
        <>
          {t('fullRegister')} <When at={access.full_register_until} />{' '}
        </>
      )}
      {access.contacts.length > 0 && t('ask', { names: anyOf(access.contacts) })}
    </Text>
  )
}

function Recent({ at, board }: { at: At; board: Dashboard }) {
  const { t } = useTranslation('dashboard')
  const words = useWords()
  return (
    <Section id="recent" title={t('recent')}>
      <ul className={classes['recent']}>
        {board.recent.map((row) => (
          <li key={row.id}>
            <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/register/${row.id}`} className="clip">
              <span className="numeric">{row.number}</span> {row.title}
            </Anchor>
            <span className={classes['detail']}>
              <StatusChip tone="quiet">{words('status', row.status)}</StatusChip>
              <When at={row.updated_at} />
            </span>
          </li>
        ))}
      </ul>
      <Anchor component={Link} to={addressOf(at, board.recent_link)}>
        {t('allRecent')}
      </Anchor>
    </Section>
  )
}
