// Everything behind sign-in shares one frame.
import { createFileRoute } from '@tanstack/react-router'
import { ErrorScreen, Frame, NotFoundScreen, requireMe } from '~/features/frame'
import { loadTexts } from '~/lib/texts'

export const Route = createFileRoute('/_app')({
  beforeLoad: async ({ context, location }) => {
    await Promise.all([requireMe(context.queryClient, location.href), loadTexts()])
  },
  component: Frame,
  errorComponent: ErrorScreen,
  notFoundComponent: NotFoundScreen,
})
