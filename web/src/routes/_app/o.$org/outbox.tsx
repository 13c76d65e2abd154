import { createFileRoute } from '@tanstack/react-router'
import { OutboxPage } from '~/features/outbox'
import { strings } from '~/lib/search'

export const Route = createFileRoute('/_app/o/$org/outbox')({
  validateSearch: strings('open'),
  component: function Outbox() {
    const navigate = Route.useNavigate()
    return (
      <OutboxPage
        org={Route.useParams().org}
        open={Route.useSearch().open}
        onOpen={(open) => void navigate({ search: { open }, replace: true })}
      />
    )
  },
})
