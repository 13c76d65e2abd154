import { createFileRoute } from '@tanstack/react-router'
import { ErrorScreen } from '~/features/frame'
import { RunPage } from '~/features/workflows'
import { loadLateTexts } from '~/lib/texts'

export const Route = createFileRoute('/_app/o/$org/p/$project/workflows_/$workflow')({
  // The query comes with the screen, so that the first load of others is no longer for it.
  loader: async ({ context, params: { workflow, ...at } }) => {
    const { workflowQuery } = await import('~/api/queries/runs')
    await Promise.all([context.queryClient.ensureQueryData(workflowQuery(at, workflow)), loadLateTexts()])
  },
  errorComponent: ErrorScreen,
  component: function Workflow() {
    const { workflow, ...at } = Route.useParams()
    return <RunPage key={workflow} at={at} id={workflow} />
  },
})
