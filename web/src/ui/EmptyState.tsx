// Nothing here: says what would be here and what to do next.
import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

type Props = {
  title: string
  children?: ReactNode
  action?: ReactNode
  /** It is all that the page says, so its title is that of the page. */
  whole?: boolean
}

export function EmptyState({ title, children, action, whole = false }: Props) {
  return (
    <Stack align="center" gap="sm" py={48} px="lg" ta="center">
      <Title order={whole ? 1 : 2} size="h2">
        {title}
      </Title>
      {children && (
        <Text c="dimmed" maw={480}>
          {children}
        </Text>
      )}
      {action}
    </Stack>
  )
}
