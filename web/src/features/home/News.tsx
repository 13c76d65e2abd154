// The latest of what this person has not read yet; the bell has the rest.
import { Anchor, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { listNotifications, markRead, notificationsKey } from '~/api/queries/notices'
import { organisationQuery } from '~/api/queries/organisation'
import { toastError, When } from '~/ui'
import classes from './home.module.css'

const SHOWN = 6

export function News({ org }: { org: string }) {
  const { t } = useTranslation('home')
  const client = useQueryClient()
  const { data } = useQuery({
    queryKey: [...notificationsKey(org), 'latest'],
    queryFn: ({ signal }) => listNotifications(org, { unread: true })(undefined, signal),
  })
  const latest = data?.items.slice(0, SHOWN) ?? []
  if (latest.length === 0) return null
  const read = (id: string) =>
    markRead(org, { ids: [id] })
      .then(() => {
        void client.invalidateQueries({ queryKey: notificationsKey(org) })
        void client.invalidateQueries({ queryKey: organisationQuery(org).queryKey, exact: true })
      })
      .catch(toastError)
  return (
    <section aria-labelledby="home-news">
      <Title order={2} id="home-news" mb="sm">
        {t('news')}
      </Title>
      <ul className={classes['lines']}>
        {latest.map((notice) => (
          <li key={notice.id}>
            {notice.link?.startsWith('/') ? (
              <Anchor component={Link} to={notice.link} onClick={() => void read(notice.id)}>
                {notice.text}
              </Anchor>
            ) : (
              <span>{notice.text}</span>
            )}
            <span className={classes['detail']}>
              <When at={notice.created_at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
