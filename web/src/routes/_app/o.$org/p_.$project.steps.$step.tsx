import { createFileRoute } from '@tanstack/react-router'
import { stepQuery } from '~/api/queries/steps'
import { ErrorScreen } from '~/features/frame'
import { StepPage } from '~/features/steps'
import { strings } from '~/lib/search'
import { loadLateTexts } from '~/lib/texts'

// Not below the project: whoever is asked for one step alone is shown nothing else of it.
export const Route = createFileRoute('/_app/o/$org/p_/$project/steps/$step')({
  validateSearch: strings('document'),
  loader: ({ context, params: { step, ...at } }) => Promise.all([context.queryClient.ensureQueryData(stepQuery(at, step)), loadLateTexts()]),
  errorComponent: ErrorScreen,
  component: function Step() {
    const { step, ...at } = Route.useParams()
    const navigate = Route.useNavigate()
    return <StepPage at={at} id={step} document={Route.useSearch().document} onDocument={(document) => void navigate({ search: { document }, replace: true })} />
  },
})
