import { createFileRoute } from '@tanstack/react-router'
import { TeamPage } from '~/features/people'
import { strings } from '~/lib/search'

export const Route = createFileRoute('/_app/o/$org/p/$project/people')({
  validateSearch: strings('tab', 'q'),
  component: function Team() {
    const navigate = Route.useNavigate()
    return (
      <TeamPage
        at={Route.useParams()}
        search={Route.useSearch()}
        onSearch={(search) => void navigate({ search, replace: true })}
      />
    )
  },
})
