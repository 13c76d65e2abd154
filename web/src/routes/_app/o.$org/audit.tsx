import { createFileRoute } from '@tanstack/react-router'
import { AuditPage } from '~/features/audit'
import { strings } from '~/lib/search'

export const Route = createFileRoute('/_app/o/$org/audit')({
  validateSearch: strings('q', 'project', 'category', 'action', 'actor', 'entity', 'from', 'to', 'open'),
  component: function Audit() {
    const navigate = Route.useNavigate()
    return (
      <AuditPage
        org={Route.useParams().org}
        search={Route.useSearch()}
        onSearch={(search) => void navigate({ search, replace: true })}
      />
    )
  },
})
