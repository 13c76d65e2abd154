import { createFileRoute } from '@tanstack/react-router'
import { documentQuery } from '~/api/queries/register'
import { DocumentPage } from '~/features/document'
import { ErrorScreen } from '~/features/frame'
import { strings } from '~/lib/search'

export const Route = createFileRoute('/_app/o/$org/p/$project/register_/$doc')({
  validateSearch: strings('tab', 'rev', 'page'),
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
        onSearch={(search) => void navigate({ search, replace: true })}
      />
    )
  },
})
