import { createFileRoute } from '@tanstack/react-router'
import { PeoplePage } from '~/features/people'
import { strings } from '~/lib/search'

export const Route = createFileRoute('/_app/o/$org/people')({
  validateSearch: strings('tab', 'q', 'role', 'status'),
  component: function People() {
    const navigate = Route.useNavigate()
    return (
      <PeoplePage
        org={Route.useParams().org}
        search={Route.useSearch()}
        onSearch={(search) => void navigate({ search, replace: true })}
      />
    )
  },
})
