import { createFileRoute } from '@tanstack/react-router'
import { ErrorScreen } from '~/features/frame'
import { STEPS, TransmittalPage } from '~/features/transmittals'
import { strings } from '~/lib/search'
import { loadLateTexts } from '~/lib/texts'

export const Route = createFileRoute('/_app/o/$org/p/$project/transmittals_/$transmittal')({
  validateSearch: strings('step'),
  // The query comes with the screen, so that the first load of others is no longer for it.
  loader: async ({ context, params: { transmittal, ...at } }) => {
    const { transmittalQuery } = await import('~/api/queries/transmittals')
    await Promise.all([context.queryClient.ensureQueryData(transmittalQuery(at, transmittal)), loadLateTexts()])
  },
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
