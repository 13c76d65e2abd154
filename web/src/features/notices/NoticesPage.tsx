// Everything that was told to this person, and what they want to be told.
import { Button, SegmentedControl, Select, Skeleton, Stack, Tabs, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useListing } from '~/api/paging'
import { listNotifications, markRead, notificationsKey } from '~/api/queries/notices'
import { organisationQuery } from '~/api/queries/organisation'
import type { NoticeFilter, Notification } from '~/api/types'
import { EmptyState, ErrorBox, Page, PageHeader, toastError, When } from '~/ui'
import { CATEGORIES } from './categories'
import { Choices } from './Choices'
import classes from './notices.module.css'

export type NoticesSearch = { tab?: string | undefined; unread?: string | undefined; category?: string | undefined }

export function NoticesPage({
  org,
  search,
  onSearch,
}: {
  org: string
  search: NoticesSearch
  onSearch: (search: NoticesSearch) => void
}) {
  const { t } = useTranslation('notices')
  return (
    <Page scroll>
      <PageHeader title={t('title')} />
      <Tabs
        value={search.tab === 'choices' ? 'choices' : 'all'}
        onChange={(tab) => onSearch(tab === 'choices' ? { tab } : {})}
        keepMounted={false}
      >
        <Tabs.List px="lg">
          <Tabs.Tab value="all">{t('tabs.all')}</Tabs.Tab>
          <Tabs.Tab value="choices">{t('tabs.choices')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="all" p="lg" maw={800}>
          <List org={org} search={search} onSearch={onSearch} />
        </Tabs.Panel>
        <Tabs.Panel value="choices" p="lg" maw={800}>
          <Suspense fallback={<Skeleton height={320} />}>
            <Choices org={org} />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

function List({ org, search, onSearch }: { org: string; search: NoticesSearch; onSearch: (search: NoticesSearch) => void }) {
  const { t } = useTranslation('notices')
  const client = useQueryClient()
  const filter: NoticeFilter = { unread: search.unread === 'true' ? true : undefined, category: search.category }
  const listing = useListing<Notification>({ key: notificationsKey(org, filter), load: listNotifications(org, filter) })
  const newest = listing.rows[0]
  const read = (which: { ids: string[] } | { up_to: string }) =>
    markRead(org, which)
      .then(() => {
        void client.invalidateQueries({ queryKey: notificationsKey(org) })
        void client.invalidateQueries({ queryKey: organisationQuery(org).queryKey, exact: true })
      })
      .catch(toastError)
  const filtered = Boolean(filter.unread || filter.category)
  return (
    <Stack gap="md">
      <div className={classes['bar']}>
        <SegmentedControl
          aria-label={t('which')}
          value={filter.unread ? 'unread' : 'all'}
          onChange={(value) => onSearch({ ...search, unread: value === 'unread' ? 'true' : undefined })}
          data={[
            { value: 'all', label: t('every') },
            { value: 'unread', label: t('unread') },
          ]}
        />
        <Select
          aria-label={t('category')}
          placeholder={t('category')}
          clearable
          data={CATEGORIES.map((value) => ({ value, label: t(`categories.${value}`) }))}
          value={search.category ?? null}
          onChange={(category) => onSearch({ ...search, category: category ?? undefined })}
        />
        <Button
          variant="default"
          disabled={!newest || filtered}
          onClick={() => newest && void read({ up_to: newest.id })}
        >
          {t('readAll')}
        </Button>
      </div>
      {listing.error ? (
        <ErrorBox error={listing.error} onRetry={listing.onRetry} />
      ) : listing.loading ? (
        <Skeleton height={240} />
      ) : listing.rows.length === 0 && !listing.hasMore ? (
        <EmptyState title={t(filtered ? 'emptyFiltered' : 'empty')}>{t(filtered ? 'emptyFilteredText' : 'emptyText')}</EmptyState>
      ) : (
        <ul className={classes['list']}>
          {listing.rows.map((notice) => (
            <li key={notice.id} data-unread={!notice.read_at || undefined}>
              <div className={classes['words']}>
                {notice.link?.startsWith('/') ? (
                  <Link to={notice.link} onClick={() => !notice.read_at && void read({ ids: [notice.id] })}>
                    {notice.text}
                  </Link>
                ) : (
                  notice.text
                )}
                <Text span size="xs" c="dimmed">
                  {t(`categories.${notice.category as 'documents'}`)} · <When at={notice.created_at} />
                </Text>
              </div>
              {!notice.read_at && (
                <Button
                  variant="subtle"
                  size="compact-sm"
                  aria-label={t('readOne', { text: notice.text })}
                  onClick={() => void read({ ids: [notice.id] })}
                >
                  {t('read')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {listing.hasMore && (
        <Button variant="default" loading={listing.loadingMore} onClick={listing.onLoadMore}>
          {t('more')}
        </Button>
      )}
    </Stack>
  )
}
