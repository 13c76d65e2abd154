import { createFileRoute } from '@tanstack/react-router'
import { AccessPage } from '~/features/access'
import { strings } from '~/lib/search'

export const Route = createFileRoute('/_app/o/$org/p/$project/access')({
  validateSearch: strings('q', 'document', 'kind', 'company', 'state', 'ends'),
  component: function Access() {
    const params = Route.useParams()
    const navigate = Route.useNavigate()
    return (
      <AccessPage
        {...params}
        search={Route.useSearch()}
        onSearch={(search) => void navigate({ search, replace: true })}
      />
    )
  },
})
