import { createFileRoute } from '@tanstack/react-router'
import { templateQuery } from '~/api/queries/workflows'
import { ErrorScreen } from '~/features/frame'
import { TemplatePage } from '~/features/workflows'
import { strings } from '~/lib/search'
import { loadLateTexts } from '~/lib/texts'

export const Route = createFileRoute('/_app/o/$org/p/$project/workflows_/templates/$template')({
  validateSearch: strings('show'),
  loader: ({ context, params: { template, ...at } }) =>
    Promise.all([context.queryClient.ensureQueryData(templateQuery(at, template)), loadLateTexts()]),
  errorComponent: ErrorScreen,
  component: function Template() {
    const { template, ...at } = Route.useParams()
    const navigate = Route.useNavigate()
    return <TemplatePage key={template} at={at} id={template} search={Route.useSearch()} onSearch={(search) => void navigate({ search, replace: true })} />
  },
})
