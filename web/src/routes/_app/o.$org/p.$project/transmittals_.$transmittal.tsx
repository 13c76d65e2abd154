import { createFileRoute } from '@tanstack/react-router'
import { transmittalQuery } from '~/api/queries/transmittals'
import { ErrorScreen } from '~/features/frame'
import { STEPS, TransmittalPage } from '~/features/transmittals'
import { strings } from '~/lib/search'
import { loadLateTexts } from '~/lib/texts'

export const Route = createFileRoute('/_app/o/$org/p/$project/transmittals_/$transmittal')({
  validateSearch: strings('step'),
  loader: ({ context, params: { transmittal, ...at } }) =>
    Promise.all([context.queryClient.ensureQueryData(transmittalQuery(at, transmittal)), loadLateTexts()]),
  errorComponent: ErrorScreen,
  component: function Transmittal() {
    const { transmittal, ...at } = Route.useParams()
    const navigate = Route.useNavigate()
    const { step } = Route.useSearch()
    return (
      <TransmittalPage
        at={at}
        id={transmittal}
        step={STEPS.find((one) => one === step) ?? 'documents'}
        onStep={(step) => void navigate({ search: { step } })}
      />
    )
  },
})
