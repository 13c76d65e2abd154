// The bell: what happened that concerns this person, newest first.
import { ActionIcon, Anchor, Button, Group, Popover, ScrollArea, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Notification } from '~/api/types'
import { useListing } from '~/api/paging'
import { listNotifications, markRead, notificationsKey } from '~/api/queries/notices'
import { organisationQuery } from '~/api/queries/organisation'
import { ErrorBox, Icon, toastError, When } from '~/ui'
import classes from './frame.module.css'

export function Notifications({ org, unread }: { org: string; unread: number }) {
  const { t } = useTranslation('frame')
  const [opened, setOpened] = useState(false)
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={360} trapFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={unread > 0 ? t('notifications.unread', { count: unread }) : t('notifications.label')}
          onClick={() => setOpened(!opened)}
          style={{ overflow: 'visible' }}
        >
          <Icon name="bell" />
          {unread > 0 && <span className={classes['badge']}>{unread > 99 ? '99+' : unread}</span>}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t('notifications.label')}>
        {opened && <List org={org} onClose={() => setOpened(false)} />}
      </Popover.Dropdown>
    </Popover>
  )
}

function List({ org, onClose }: { org: string; onClose: () => void }) {
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
    <>
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
    </>
  )
}
