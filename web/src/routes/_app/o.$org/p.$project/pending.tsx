import { createFileRoute } from '@tanstack/react-router'
import { PendingPage } from '~/features/pending'
import { strings } from '~/lib/search'

export const Route = createFileRoute('/_app/o/$org/p/$project/pending')({
  validateSearch: strings('open'),
  component: function Pending() {
    const navigate = Route.useNavigate()
    return (
      <PendingPage
        at={Route.useParams()}
        open={Route.useSearch().open}
        onOpen={(open) => void navigate({ search: { open }, replace: true })}
      />
    )
  },
})
