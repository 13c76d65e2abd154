import { createFileRoute } from '@tanstack/react-router'
import { AccountPage } from '~/features/account'

export const Route = createFileRoute('/_app/account')({
  component: function Account() {
    const navigate = Route.useNavigate()
    const { queryClient } = Route.useRouteContext()
    return (
      <AccountPage
        onSignedOut={() => {
          queryClient.clear()
          void navigate({ to: '/sign-in' })
        }}
      />
    )
  },
})
