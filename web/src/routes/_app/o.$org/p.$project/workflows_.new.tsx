import { createFileRoute } from '@tanstack/react-router'
import { START_STEPS, StartPage } from '~/features/workflows'
import { strings } from '~/lib/search'
import { loadLateTexts } from '~/lib/texts'

export const Route = createFileRoute('/_app/o/$org/p/$project/workflows_/new')({
  validateSearch: strings('step', 'documents', 'template'),
  loader: loadLateTexts,
  component: function NewWorkflow() {
    const { step, documents = '', template = '' } = Route.useSearch()
    const navigate = Route.useNavigate()
    return (
      <StartPage
        key={documents}
        at={Route.useParams()}
        documents={documents}
        template={template}
        step={START_STEPS.find((one) => one === step)}
        onStep={(step) => void navigate({ search: (old) => ({ ...old, step }) })}
      />
    )
  },
})
