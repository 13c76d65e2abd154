import { createFileRoute } from '@tanstack/react-router'
import { RequestsPage } from '~/features/requests'
import { strings } from '~/lib/search'

export const Route = createFileRoute('/_app/o/$org/p/$project/requests')({
  validateSearch: strings('state', 'open', 'document'),
  component: function Requests() {
    const navigate = Route.useNavigate()
    return (
      <RequestsPage
        at={Route.useParams()}
        search={Route.useSearch()}
        onSearch={(search) => void navigate({ search, replace: true })}
      />
    )
  },
})
