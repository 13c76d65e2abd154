// A link or token that is shown this once.
import { Button, Group, Text, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useClipboard } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'

export function SecretField({ label, value }: { label: string; value: string }) {
  const { t } = useTranslation('ui')
  const clipboard = useClipboard({ timeout: 3000 })
  return (
    <div>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          label={label}
          value={value}
          readOnly
          flex={1}
          onFocus={(event) => event.currentTarget.select()}
          data-autofocus
        />
        <Button onClick={() => clipboard.copy(value)}>{clipboard.copied ? t('copied') : t('copy')}</Button>
      </Group>
      <Text size="xs" c="dimmed" mt={4} role="status">
        {t('secret.once')}
      </Text>
    </div>
  )
}
