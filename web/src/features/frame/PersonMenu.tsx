// The person's own menu: account, theme, other organisations, out.
import { ActionIcon, Menu } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Me } from '~/api/types'
import { changeMe, meQuery, signOut } from '~/api/queries/session'
import { clearDrafts } from '~/lib/drafts'
import { Icon, toastError } from '~/ui'

export function PersonMenu({ me, onKeys }: { me: Me; onKeys: () => void }) {
  const { t } = useTranslation('frame')
  const client = useQueryClient()
  const navigate = useNavigate()
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`${t('person')}: ${me.account.name}`}>
          <Icon name="person" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.account.name}</Menu.Label>
        <Menu.Item onClick={() => void navigate({ to: '/account' })}>{t('account')}</Menu.Item>
        <Menu.Item onClick={onKeys}>{t('keys')}</Menu.Item>
        <Menu.Item component="a" href="/api/docs">
          {t('api')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('theme')}</Menu.Label>
        {(['light', 'dark', 'system'] as const).map((theme) => (
          <Menu.Item
            key={theme}
            closeMenuOnClick={false}
            role="menuitemradio"
            aria-checked={me.account.theme === theme}
            rightSection={me.account.theme === theme ? <Icon name="check" size={14} /> : undefined}
            onClick={() => {
              client.setQueryData(meQuery.queryKey, { ...me, account: { ...me.account, theme } })
              changeMe({ theme }).catch(toastError)
            }}
          >
            {t(theme)}
          </Menu.Item>
        ))}
        {me.organisations.length > 1 && (
          <>
            <Menu.Divider />
            <Menu.Label>{t('organisations')}</Menu.Label>
            {me.organisations.map((organisation) => (
              <Menu.Item
                key={organisation.id}
                onClick={() => void navigate({ to: '/o/$org', params: { org: organisation.slug } })}
              >
                {organisation.name}
              </Menu.Item>
            ))}
          </>
        )}
        <Menu.Divider />
        <Menu.Item
          onClick={() =>
            void signOut()
              .then(() => {
                clearDrafts()
                client.clear()
                return navigate({ to: '/sign-in' })
              })
              .catch(toastError)
          }
        >
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
