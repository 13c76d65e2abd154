// What the bell tells, newest first.
import { Anchor, Button, FocusTrap, Group, ScrollArea, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Notification } from '~/api/types'
import { useListing } from '~/api/paging'
import { listNotifications, markRead, notificationsKey } from '~/api/queries/notices'
import { organisationQuery } from '~/api/queries/organisation'
import { ErrorBox, toastError, When } from '~/ui'
import classes from './frame.module.css'

export function NotificationList({ org, onClose }: { org: string; onClose: () => void }) {
  const { t } = useTranslation('frame')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const navigate = useNavigate()
  const listing = useListing<Notification>({ key: notificationsKey(org, {}), load: listNotifications(org) })
  const newest = listing.rows[0]
  const read = (which: { ids: string[] } | { up_to: string }) =>
    markRead(org, which)
      .then(() => {
        void client.invalidateQueries({ queryKey: notificationsKey(org) })
        void client.invalidateQueries({ queryKey: organisationQuery(org).queryKey, exact: true })
      })
      .catch(toastError)
  return (
    <FocusTrap>
      <div>
        <Group justify="space-between" p="sm">
          <Text fw={600}>{t('notifications.label')}</Text>
          <Button
            size="compact-sm"
            variant="default"
            disabled={!newest}
            onClick={() => newest && void read({ up_to: newest.id })}
          >
            {t('notifications.readAll')}
          </Button>
        </Group>
        <ScrollArea.Autosize mah="60vh">
          {listing.error ? (
            <ErrorBox error={listing.error} onRetry={listing.onRetry} />
          ) : listing.loading ? (
            <Text p="sm" c="dimmed">
              {ui('loading')}
            </Text>
          ) : listing.rows.length === 0 ? (
            <Text p="sm" c="dimmed">
              {t('notifications.empty')}
            </Text>
          ) : (
            listing.rows.map((notification) => (
              <a
                key={notification.id}
                href={notification.link ?? '#content'}
                className={classes['notification']}
                data-unread={!notification.read_at || undefined}
                onClick={(event) => {
                  event.preventDefault()
                  if (!notification.read_at) void read({ ids: [notification.id] })
                  onClose()
                  if (notification.link?.startsWith('/')) void navigate({ href: notification.link })
                }}
              >
                {notification.text}
                <small>
                  <When at={notification.created_at} />
                </small>
              </a>
            ))
          )}
          {listing.hasMore && (
            <Button fullWidth variant="subtle" loading={listing.loadingMore} onClick={listing.onLoadMore}>
              {t('notifications.more')}
            </Button>
          )}
        </ScrollArea.Autosize>
        <Group justify="space-between" p="sm">
          <Anchor component={Link} to={`/o/${org}/notifications`} size="sm" onClick={onClose}>
            {t('notifications.all')}
          </Anchor>
          <Anchor component={Link} to={`/o/${org}/notifications?tab=choices`} size="sm" onClick={onClose}>
            {t('notifications.choices')}
          </Anchor>
        </Group>
      </div>
    </FocusTrap>
  )
}
