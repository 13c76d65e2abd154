// The bell: what happened that concerns this person. What is told is fetched when somebody asks.
import { ActionIcon, Popover } from '@mantine/core'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lazily } from '~/lib/lazily'
import { Icon } from '~/ui'
import classes from './frame.module.css'

const NotificationList = lazily(() => import('./NotificationList'), 'NotificationList')

export function Notifications({ org, unread }: { org: string; unread: number }) {
  const { t } = useTranslation('frame')
  const [opened, setOpened] = useState(false)
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={360} returnFocus>
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
        <Suspense>{opened && <NotificationList org={org} onClose={() => setOpened(false)} />}</Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}
