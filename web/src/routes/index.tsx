// The front door: to the last organisation one was in, or to sign-in.
import { createFileRoute, redirect } from '@tanstack/react-router'
import { lastOrganisation, requireMe } from '~/features/frame'

export const Route = createFileRoute('/')({
  beforeLoad: async ({ context }) => {
    const org = lastOrganisation(await requireMe(context.queryClient))
    throw org ? redirect({ to: '/o/$org', params: { org } }) : redirect({ to: '/account' })
  },
})
