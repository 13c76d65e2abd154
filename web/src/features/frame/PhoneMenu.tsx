// The rail as a drawer, on screens too small to keep it open.
import { Drawer } from '@mantine/core'
import '~/theme/late.css'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

export default function PhoneMenu({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation('frame')
  return (
    <Drawer opened onClose={onClose} size="280px" title={t('menu')} closeButtonProps={{ 'aria-label': t('collapse') }}>
      <nav aria-label={t('rail')}>{children}</nav>
    </Drawer>
  )
}
