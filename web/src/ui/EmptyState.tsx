// Nothing here: says what would be here and what to do next.
import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <Stack align="center" gap="sm" py={48} px="lg" ta="center">
      <Title order={2}>{title}</Title>
      {children && (
        <Text c="dimmed" maw={480}>
          {children}
        </Text>
      )}
      {action}
    </Stack>
  )
}
