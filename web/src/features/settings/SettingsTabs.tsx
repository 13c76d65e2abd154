// The shape of both settings pages: a title, tabs in the address, one form each.
import { Skeleton, Tabs } from '@mantine/core'
import '~/theme/late.css'
import { type ReactNode, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Page, PageHeader } from '~/ui'

export type SettingsTab = 'general' | 'security' | 'external_access' | 'metadata' | 'numbering' | 'transmittals' | 'notifications' | 'mail_texts' | 'register' | 'work_packages' | 'closing'

export function SettingsTabs({
  tab,
  onTab,
  sections,
}: {
  tab: string | undefined
  onTab: (tab: string) => void
  sections: [SettingsTab, () => ReactNode][]
}) {
  const { t } = useTranslation('settings')
  const current = sections.find(([key]) => key === tab)?.[0] ?? sections[0]?.[0] ?? 'general'
  return (
    <Page scroll>
      <PageHeader title={t('title')} />
      <Tabs value={current} onChange={(value) => onTab(value ?? 'general')} keepMounted={false}>
        <Tabs.List px="lg">
          {sections.map(([key]) => (
            <Tabs.Tab key={key} value={key}>
              {t(`tabs.${key}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {sections.map(([key, render]) => (
          <Tabs.Panel key={key} value={key} p="lg" maw={key === 'metadata' || key === 'mail_texts' ? 1080 : 720}>
            <Suspense fallback={<Skeleton height={240} />}>{render()}</Suspense>
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  )
}
