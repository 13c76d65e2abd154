import { createFileRoute } from '@tanstack/react-router'
import { TransmittalsPage } from '~/features/transmittals'
import { strings } from '~/lib/search'
import { loadLateTexts } from '~/lib/texts'

export const Route = createFileRoute('/_app/o/$org/p/$project/transmittals')({
  validateSearch: strings('tab', 'state', 'q', 'purpose', 'recipient', 'overdue', 'mail_failed', 'mine', 'sort'),
  loader: loadLateTexts,
  component: function Transmittals() {
    const navigate = Route.useNavigate()
    return <TransmittalsPage at={Route.useParams()} search={Route.useSearch()} onSearch={(search) => void navigate({ search, replace: true })} />
  },
})
