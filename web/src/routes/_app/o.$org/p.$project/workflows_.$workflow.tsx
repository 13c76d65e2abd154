import { createFileRoute } from '@tanstack/react-router'
import { workflowQuery } from '~/api/queries/runs'
import { ErrorScreen } from '~/features/frame'
import { RunPage } from '~/features/workflows'
import { loadLateTexts } from '~/lib/texts'

export const Route = createFileRoute('/_app/o/$org/p/$project/workflows_/$workflow')({
  loader: ({ context, params: { workflow, ...at } }) => Promise.all([context.queryClient.ensureQueryData(workflowQuery(at, workflow)), loadLateTexts()]),
  errorComponent: ErrorScreen,
  component: function Workflow() {
    const { workflow, ...at } = Route.useParams()
    return <RunPage key={workflow} at={at} id={workflow} />
  },
})
