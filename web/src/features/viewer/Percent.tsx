// How large the page is shown; it alone is drawn anew while somebody zooms.
import { Text } from '@mantine/core'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { Camera } from './camera'

export function Percent({ camera }: { camera: Camera }) {
  const { t } = useTranslation('viewer')
  const percent = useSyncExternalStore(
    (tell) => camera.follow(tell),
    () => Math.round(camera.view.scale * 100),
  )
  return (
    <Text size="xs" className="numeric" w={56} ta="center" aria-live="polite">
      {t('zoom', { percent })}
    </Text>
  )
}
