import { createFileRoute } from '@tanstack/react-router'
import { ErrorScreen } from '~/features/frame'
import { StepPage } from '~/features/steps'
import { strings } from '~/lib/search'
import { loadLateTexts } from '~/lib/texts'

// Not below the project: whoever is asked for one step alone is shown nothing else of it.
export const Route = createFileRoute('/_app/o/$org/p_/$project/steps/$step')({
  validateSearch: strings('document'),
  // The query comes with the screen, so that the first load of others is no longer for it.
  loader: async ({ context, params: { step, ...at } }) => {
    const { stepQuery } = await import('~/api/queries/steps')
    await Promise.all([context.queryClient.ensureQueryData(stepQuery(at, step)), loadLateTexts()])
  },
  errorComponent: ErrorScreen,
  component: function Step() {
    const { step, ...at } = Route.useParams()
    const navigate = Route.useNavigate()
    return <StepPage at={at} id={step} document={Route.useSearch().document} onDocument={(document) => void navigate({ search: { document }, replace: true })} />
  },
})
