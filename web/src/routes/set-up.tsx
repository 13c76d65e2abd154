import { createFileRoute, useLocation } from '@tanstack/react-router'
import { InvitationPage } from '~/features/sign-in'

export const Route = createFileRoute('/set-up')({
  component: function Invitation() {
    const navigate = Route.useNavigate()
    const token = useLocation({ select: (location) => location.hash })
    return <InvitationPage kind="set-up" token={token} onAccepted={() => void navigate({ to: '/', replace: true })} />
  },
})
