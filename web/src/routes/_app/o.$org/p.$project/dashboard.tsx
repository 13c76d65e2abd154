import { createFileRoute } from '@tanstack/react-router'
import { DashboardPage } from '~/features/dashboard'

export const Route = createFileRoute('/_app/o/$org/p/$project/dashboard')({
  component: function Dashboard() {
    return <DashboardPage at={Route.useParams()} />
  },
})
