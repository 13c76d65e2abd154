import { createFileRoute } from '@tanstack/react-router'
import { DashboardPage } from '~/features/dashboard'
import { loadLateTexts } from '~/lib/texts'

export const Route = createFileRoute('/_app/o/$org/p/$project/dashboard')({
  loader: loadLateTexts,
  component: function Dashboard() {
    return <DashboardPage at={Route.useParams()} />
  },
})
