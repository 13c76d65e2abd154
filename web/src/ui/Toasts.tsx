// The toasts themselves.
import { Button, Group, Text } from '@mantine/core'
import { Notifications, notifications } from '@mantine/notifications'
import '@mantine/core/styles/Notification.css'
import '@mantine/notifications/styles.css'
import i18next from 'i18next'
import classes from './toasts.module.css'

export default function Toasts() {
  return <Notifications position="bottom-right" classNames={{ root: classes['place'] ?? '' }} />
}

let counter = 0
const close = () => ({ 'aria-label': i18next.t('close', { ns: 'ui' }) })

export function showToast(message: string, undo: (() => void) | undefined, undoLabel: string) {
  counter += 1
  const id = `toast-${counter}`
  notifications.show({
    id,
    autoClose: undo ? 10_000 : 5_000,
    closeButtonProps: close(),
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        {undo && (
          <Button
            size="compact-sm"
            style={{ flex: 'none' }}
            variant="default"
            onClick={() => {
              notifications.hide(id)
              undo()
            }}
          >
            {undoLabel}
          </Button>
        )}
      </Group>
    ),
  })
}

export function showFailure(message: string) {
  notifications.show({ color: 'red', autoClose: 10_000, closeButtonProps: close(), message, role: 'alert' })
}
