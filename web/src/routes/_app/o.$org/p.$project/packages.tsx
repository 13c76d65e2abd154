import { createFileRoute } from '@tanstack/react-router'
import { PackagesPage } from '~/features/packages'
import { strings } from '~/lib/search'
import { loadLateTexts } from '~/lib/texts'

export const Route = createFileRoute('/_app/o/$org/p/$project/packages')({
  validateSearch: strings('state', 'assignee', 'overdue', 'waiting', 'sort'),
  loader: loadLateTexts,
  component: function Packages() {
    const navigate = Route.useNavigate()
    return <PackagesPage at={Route.useParams()} search={Route.useSearch()} onSearch={(search) => void navigate({ search, replace: true })} />
  },
})
