// Everything behind sign-in shares one frame.
import { createFileRoute } from '@tanstack/react-router'
import { ErrorScreen, Frame, NotFoundScreen, requireMe } from '~/features/frame'

export const Route = createFileRoute('/_app')({
  beforeLoad: async ({ context, location }) => {
    await requireMe(context.queryClient, location.href)
  },
  component: Frame,
  errorComponent: ErrorScreen,
  notFoundComponent: NotFoundScreen,
})
