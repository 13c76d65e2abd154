// One organisation: nothing in it is shown before it is known that the person may be in it.
import { createFileRoute, Outlet } from '@tanstack/react-router'
import { organisationQuery } from '~/api/queries/organisation'
import { ErrorScreen, NotFoundScreen } from '~/features/frame'

export const Route = createFileRoute('/_app/o/$org')({
  loader: ({ context, params }) => context.queryClient.ensureQueryData(organisationQuery(params.org)),
  component: Outlet,
  errorComponent: ErrorScreen,
  notFoundComponent: NotFoundScreen,
})
