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
  // A refusal is no failure: trying again changes nothing, and the sentence says who can.
  const refused = isProblem(error) && error.status === 403
  return (
    <Alert
      role="alert"
      color={refused ? 'gray' : 'red'}
      variant="outline"
      icon={<Icon name={refused ? 'lock' : 'warning'} />}
      title={title ?? t(refused ? 'error.forbidden' : 'error.title')}
      styles={{ title: { color: refused ? 'var(--wl-text)' : 'var(--wl-danger)' } }}
    >
      <Text size="sm">{messageOf(error)}</Text>
      {!refused && isProblem(error) && error.requestId && (
        <Text size="xs" c="dimmed" className="numeric">
          {t('error.request', { id: error.requestId })}
        </Text>
      )}
      {onRetry && !refused && (
        <Group mt="sm">
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('retry')}
          </Button>
        </Group>
      )}
    </Alert>
  )
}
