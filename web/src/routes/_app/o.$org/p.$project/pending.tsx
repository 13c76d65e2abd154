import { createFileRoute } from '@tanstack/react-router'
import { PendingPage } from '~/features/pending'
import { strings } from '~/lib/search'

export const Route = createFileRoute('/_app/o/$org/p/$project/pending')({
  validateSearch: strings('open', 'before'),
  component: function Pending() {
    const navigate = Route.useNavigate()
    const { open, before } = Route.useSearch()
    return (
      <PendingPage
        at={Route.useParams()}
        open={open}
        before={before}
        onOpen={(open) => void navigate({ search: { open, before }, replace: true })}
        onEvery={() => void navigate({ search: { open } })}
      />
    )
  },
})
