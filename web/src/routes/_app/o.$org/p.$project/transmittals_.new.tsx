import { createFileRoute, useLocation } from '@tanstack/react-router'
import { NewTransmittalPage, STEPS } from '~/features/transmittals'
import { strings } from '~/lib/search'
import { loadLateTexts } from '~/lib/texts'

export const Route = createFileRoute('/_app/o/$org/p/$project/transmittals_/new')({
  validateSearch: strings('step'),
  loader: loadLateTexts,
  component: function NewTransmittal() {
    const at = Route.useParams()
    const navigate = Route.useNavigate()
    const { step } = Route.useSearch()
    const carried = useLocation({ select: ({ state }) => state.transmittal })
    return (
      <NewTransmittalPage
        at={at}
        carried={carried}
        step={STEPS.find((one) => one === step) ?? 'documents'}
        // What another screen brought along stays beside the address, for whoever loads the page anew.
        onStep={(step) => void navigate({ search: { step }, ...(carried ? { state: { transmittal: carried } } : {}) })}
        onKept={(transmittal, step) => void navigate({ to: '/o/$org/p/$project/transmittals/$transmittal', params: { ...at, transmittal }, search: { step }, replace: true })}
      />
    )
  },
})
