import { createFileRoute } from '@tanstack/react-router'
import { ErrorScreen } from '~/features/frame'
import { TemplatePage } from '~/features/workflows'
import { strings } from '~/lib/search'
import { loadLateTexts } from '~/lib/texts'

export const Route = createFileRoute('/_app/o/$org/p/$project/workflows_/templates/$template')({
  validateSearch: strings('show'),
  // The query comes with the screen, so that the first load of others is no longer for it.
  loader: async ({ context, params: { template, ...at } }) => {
    const { templateQuery } = await import('~/api/queries/workflows')
    await Promise.all([context.queryClient.ensureQueryData(templateQuery(at, template)), loadLateTexts()])
  },
  errorComponent: ErrorScreen,
  component: function Template() {
    const { template, ...at } = Route.useParams()
    const navigate = Route.useNavigate()
    return <TemplatePage key={template} at={at} id={template} search={Route.useSearch()} onSearch={(search) => void navigate({ search, replace: true })} />
  },
})
