import { createFileRoute } from '@tanstack/react-router'
import { SignInPage } from '~/features/sign-in'

export const Route = createFileRoute('/sign-in')({
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    typeof search['next'] === 'string' ? { next: search['next'] } : {},
  component: function SignIn() {
    const { next } = Route.useSearch()
    const navigate = Route.useNavigate()
    // Only addresses of this app are followed.
    const inside = next?.startsWith('/') && !next.startsWith('//') ? next : '/'
    return <SignInPage next={next} onSignedIn={() => void navigate({ href: inside, replace: true })} />
  },
})
