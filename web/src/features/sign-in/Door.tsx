// The frame of every page before sign-in: one narrow column.
import { Paper, Stack, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './door.module.css'

export function Door({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={classes['door']}>
      <Paper className={classes['sheet']} withBorder radius="md">
        <Stack gap="md">
          <div className={classes['name']}>
            <img src="/favicon.svg" alt="" width={24} height={24} /> Wayleave
          </div>
          <Title order={1}>{title}</Title>
          {children}
        </Stack>
      </Paper>
    </main>
  )
}
