import { createFileRoute } from '@tanstack/react-router'
import { SignInPage } from '~/features/sign-in'
import { inside } from '~/lib/inside'

export const Route = createFileRoute('/sign-in')({
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    typeof search['next'] === 'string' ? { next: search['next'] } : {},
  component: function SignIn() {
    const { next } = Route.useSearch()
    const navigate = Route.useNavigate()
    return <SignInPage next={next} onSignedIn={() => void navigate({ href: inside(next), replace: true })} />
  },
})
