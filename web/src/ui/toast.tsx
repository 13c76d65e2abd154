// Short words about what has just been done, with a way back for ten seconds where there is one.
import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import i18next from 'i18next'
import { messageOf } from './ErrorBox'

export function toast(message: string, undo?: () => void) {
  const id = `toast-${message}-${Math.round(performance.now())}`
  notifications.show({
    id,
    autoClose: undo ? 10_000 : 5_000,
    withCloseButton: true,
    closeButtonProps: { 'aria-label': i18next.t('close', { ns: 'ui' }) },
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        {undo && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              notifications.hide(id)
              undo()
            }}
          >
            {i18next.t('undo', { ns: 'ui' })}
          </Button>
        )}
      </Group>
    ),
  })
}

/** For failures that have no place of their own on the screen. */
export function toastError(error: unknown) {
  notifications.show({ color: 'red', autoClose: 10_000, message: messageOf(error), role: 'alert' })
}
