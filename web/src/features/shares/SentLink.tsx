// How much of a transmittal is open to somebody; what that is, on demand.
import { Anchor } from '@mantine/core'
import type { At } from '~/api/queries/project'
import { lazily } from '~/lib/lazily'
import { useDialog } from '~/ui'
import type { Opened } from './SentDialog'

const SentDialog = lazily(() => import('./SentDialog'), 'SentDialog')

export function SentLink({ at, opened, label }: { at: At; opened: Opened; label: string }) {
  const open = useDialog()
  return (
    <Anchor
      component="button"
      type="button"
      inherit
      onClick={(event) => {
        // The row that it stands in opens something else.
        event.stopPropagation()
        open((close) => <SentDialog at={at} opened={opened} title={label} onClose={close} />)
      }}
    >
      {label}
    </Anchor>
  )
}
