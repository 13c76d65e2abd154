import { createFileRoute } from '@tanstack/react-router'
import { OrganisationSettingsPage } from '~/features/settings'
import { strings } from '~/lib/search'

export const Route = createFileRoute('/_app/o/$org/settings')({
  validateSearch: strings('tab'),
  component: function Settings() {
    const navigate = Route.useNavigate()
    return (
      <OrganisationSettingsPage
        org={Route.useParams().org}
        tab={Route.useSearch().tab}
        onTab={(tab) => void navigate({ search: { tab }, replace: true })}
      />
    )
  },
})
