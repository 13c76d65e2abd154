import { createFileRoute } from '@tanstack/react-router'
import { ProjectsPage } from '~/features/projects'
import { strings } from '~/lib/search'

export const Route = createFileRoute('/_app/o/$org/projects')({
  validateSearch: strings('q'),
  component: function Projects() {
    const navigate = Route.useNavigate()
    return (
      <ProjectsPage
        org={Route.useParams().org}
        q={Route.useSearch().q ?? ''}
        onSearch={(q) => void navigate({ search: { q: q || undefined }, replace: true })}
      />
    )
  },
})
