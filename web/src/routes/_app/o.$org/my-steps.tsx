import { createFileRoute } from '@tanstack/react-router'
import { MyStepsPage } from '~/features/steps'
import { strings } from '~/lib/search'
import { loadLateTexts } from '~/lib/texts'

export const Route = createFileRoute('/_app/o/$org/my-steps')({
  validateSearch: strings('state'),
  loader: loadLateTexts,
  component: function MySteps() {
    const navigate = Route.useNavigate()
    const { state } = Route.useSearch()
    return <MyStepsPage org={Route.useParams().org} state={state} onState={(state) => void navigate({ search: { state: state === 'mine' ? undefined : state }, replace: true })} />
  },
})
