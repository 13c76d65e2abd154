import { createFileRoute } from '@tanstack/react-router'
import { ImportPage } from '~/features/sheets'
import { strings } from '~/lib/search'
import { loadLateTexts } from '~/lib/texts'

export const Route = createFileRoute('/_app/o/$org/p/$project/import')({
  validateSearch: strings('id', 'show', 'row'),
  loader: loadLateTexts,
  component: function Import() {
    const navigate = Route.useNavigate()
    const shown = Route.useSearch()
    return (
      <ImportPage
        at={Route.useParams()}
        search={shown}
        onSearch={(search) => void navigate({ search, replace: search.id === shown.id })}
      />
    )
  },
})
