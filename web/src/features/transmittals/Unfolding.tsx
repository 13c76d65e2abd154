// What is fetched and shown once somebody wants to see it.
import { Button, Group, Skeleton } from '@mantine/core'
import { type ReactNode, Suspense, useState } from 'react'

export function Unfolding({ show, hide, children, unfolded = false }: { show: string; hide: string; children: ReactNode; unfolded?: boolean }) {
  const [open, setOpen] = useState(unfolded)
  return (
    <>
      <Group>
        <Button variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? hide : show}
        </Button>
      </Group>
      {open && <Suspense fallback={<Skeleton height={240} />}>{children}</Suspense>}
    </>
  )
}
