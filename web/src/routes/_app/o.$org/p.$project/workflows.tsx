import { createFileRoute } from '@tanstack/react-router'
import { WorkflowsPage } from '~/features/workflows'
import { strings } from '~/lib/search'
import { loadLateTexts } from '~/lib/texts'

export const Route = createFileRoute('/_app/o/$org/p/$project/workflows')({
  validateSearch: strings('tab', 'status', 'state', 'category', 'q', 'template', 'overdue', 'turn', 'started', 'sort'),
  loader: loadLateTexts,
  component: function Workflows() {
    const navigate = Route.useNavigate()
    return <WorkflowsPage at={Route.useParams()} search={Route.useSearch()} onSearch={(search) => void navigate({ search, replace: true })} />
  },
})
