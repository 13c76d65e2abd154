import { createFileRoute } from '@tanstack/react-router'
import { AuditPage } from '~/features/audit'
import { strings } from '~/lib/search'

export const Route = createFileRoute('/_app/o/$org/p/$project/audit')({
  validateSearch: strings('q', 'category', 'action', 'actor', 'entity', 'from', 'to', 'open'),
  component: function ProjectAudit() {
    const navigate = Route.useNavigate()
    const { org, project } = Route.useParams()
    return (
      <AuditPage
        org={org}
        inProject={project}
        search={Route.useSearch()}
        onSearch={(search) => void navigate({ search, replace: true })}
      />
    )
  },
})
