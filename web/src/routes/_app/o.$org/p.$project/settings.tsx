import { createFileRoute } from '@tanstack/react-router'
import { ProjectSettingsPage } from '~/features/settings'
import { strings } from '~/lib/search'

export const Route = createFileRoute('/_app/o/$org/p/$project/settings')({
  validateSearch: strings('tab'),
  component: function Settings() {
    const navigate = Route.useNavigate()
    return (
      <ProjectSettingsPage
        at={Route.useParams()}
        tab={Route.useSearch().tab}
        onTab={(tab) => void navigate({ search: { tab }, replace: true })}
      />
    )
  },
})
