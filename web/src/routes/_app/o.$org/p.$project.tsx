// One project of an organisation.
import { createFileRoute, Outlet } from '@tanstack/react-router'
import { projectQuery } from '~/api/queries/project'
import { ErrorScreen, NotFoundScreen } from '~/features/frame'

export const Route = createFileRoute('/_app/o/$org/p/$project')({
  loader: ({ context, params }) =>
    context.queryClient.ensureQueryData(projectQuery({ org: params.org, project: params.project })),
  component: Outlet,
  errorComponent: ErrorScreen,
  notFoundComponent: NotFoundScreen,
})
