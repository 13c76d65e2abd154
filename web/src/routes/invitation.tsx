import { createFileRoute, useLocation } from '@tanstack/react-router'
import { InvitationPage } from '~/features/sign-in'

export const Route = createFileRoute('/invitation')({
  component: function Invitation() {
    const navigate = Route.useNavigate()
    const token = useLocation({ select: (location) => location.hash })
    return (
      <InvitationPage
        kind="invitation"
        token={token}
        onAccepted={(step) =>
          void (step
            ? navigate({ to: '/o/$org/p/$project/steps/$step', params: step, replace: true })
            : navigate({ to: '/', replace: true }))
        }
      />
    )
  },
})
