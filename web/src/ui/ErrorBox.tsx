// An error next to where it happened: what happened, what to do, and the request id for whoever is asked.
import { Alert, Button, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { isProblem } from '~/lib/problem'
import { Icon } from './Icon'
import { messageOf } from './message'

export function ErrorBox({
  error,
  title,
  onRetry,
}: {
  error: unknown
  title?: string
  onRetry?: (() => void) | undefined
}) {
  const { t } = useTranslation('ui')
  if (!error) return null
  return (
    <Alert
      role="alert"
      color="red"
      variant="outline"
      icon={<Icon name="warning" />}
      title={title ?? t('error.title')}
      styles={{ title: { color: 'var(--wl-danger)' } }}
    >
      <Text size="sm">{messageOf(error)}</Text>
      {isProblem(error) && error.requestId && (
        <Text size="xs" c="dimmed" className="numeric">
          {t('error.request', { id: error.requestId })}
        </Text>
      )}
      {onRetry && (
        <Group mt="sm">
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('retry')}
          </Button>
        </Group>
      )}
    </Alert>
  )
}
