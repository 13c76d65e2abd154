// Asks for the next rows of a list that is short as a rule.
import { Button, Group, Text } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import type { Listing } from '~/api/paging'
import type { Page } from '~/api/types'

type More = Pick<Listing<unknown, Page<unknown>>, 'hasMore' | 'loadingMore' | 'failedMore' | 'onLoadMore'>

export function MoreRows({ hasMore, loadingMore, failedMore, onLoadMore }: More) {
  const { t } = useTranslation('notices')
  const { t: ui } = useTranslation('ui')
  if (!hasMore) return null
  return (
    <Group justify="center" mt="sm">
      {failedMore && (
        <Text size="sm" role="alert">
          {ui('table.failedMore')}
        </Text>
      )}
      <Button variant="default" size="xs" loading={loadingMore} onClick={onLoadMore}>
        {failedMore ? ui('retry') : t('more')}
      </Button>
    </Group>
  )
}
