import { createFileRoute } from '@tanstack/react-router'
import { ProjectSettingsPage } from '~/features/settings'
import { strings } from '~/lib/search'

export const Route = createFileRoute('/_app/o/$org/p/$project/settings')({
  validateSearch: strings('tab', 'field'),
  component: function Settings() {
    const navigate = Route.useNavigate()
    const { tab, field } = Route.useSearch()
    return (
      <ProjectSettingsPage
        at={Route.useParams()}
        tab={tab}
        field={field}
        onTab={(tab, field) => void navigate({ search: { tab, field }, replace: field === undefined })}
      />
    )
  },
})
