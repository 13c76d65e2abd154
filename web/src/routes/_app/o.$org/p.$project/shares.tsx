import { createFileRoute } from '@tanstack/react-router'
import { SharesPage } from '~/features/shares'
import { strings } from '~/lib/search'

export const Route = createFileRoute('/_app/o/$org/p/$project/shares')({
  validateSearch: strings('state'),
  component: function Shares() {
    const navigate = Route.useNavigate()
    return (
      <SharesPage
        at={Route.useParams()}
        state={Route.useSearch().state}
        onState={(state) => void navigate({ search: { state }, replace: true })}
      />
    )
  },
})
