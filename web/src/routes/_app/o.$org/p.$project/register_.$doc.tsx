import { createFileRoute } from '@tanstack/react-router'
import { documentQuery } from '~/api/queries/register'
import { DocumentPage } from '~/features/document'
import { lookSearch } from '~/features/viewer'
import { ErrorScreen } from '~/features/frame'
import { strings } from '~/lib/search'

const readStrings = strings('tab', 'rev')

export const Route = createFileRoute('/_app/o/$org/p/$project/register_/$doc')({
  validateSearch: (search: Record<string, unknown>) => ({ ...readStrings(search), ...lookSearch(search) }),
  loader: ({ context, params: { doc, ...at } }) => context.queryClient.ensureQueryData(documentQuery(at, doc)),
  errorComponent: ErrorScreen,
  component: function Document() {
    const { doc, ...at } = Route.useParams()
    const navigate = Route.useNavigate()
    return (
      <DocumentPage
        at={at}
        doc={doc}
        search={Route.useSearch()}
        onSearch={(search, jump = false) => void navigate({ search, replace: !jump, resetScroll: false })}
      />
    )
  },
})
