import { createFileRoute, useLocation } from '@tanstack/react-router'
import { ResetPage } from '~/features/sign-in'

export const Route = createFileRoute('/reset')({
  component: function Reset() {
    return <ResetPage token={useLocation({ select: (location) => location.hash })} />
  },
})
