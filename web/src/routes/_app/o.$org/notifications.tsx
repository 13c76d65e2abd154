import { createFileRoute } from '@tanstack/react-router'
import { NoticesPage } from '~/features/notices'
import { strings } from '~/lib/search'
import { loadLateTexts } from '~/lib/texts'

export const Route = createFileRoute('/_app/o/$org/notifications')({
  validateSearch: strings('tab', 'unread', 'category'),
  loader: loadLateTexts,
  component: function Notifications() {
    const navigate = Route.useNavigate()
    return (
      <NoticesPage
        org={Route.useParams().org}
        search={Route.useSearch()}
        onSearch={(search) => void navigate({ search, replace: true })}
      />
    )
  },
})
