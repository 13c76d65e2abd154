import { createFileRoute } from '@tanstack/react-router'
import { ErrorScreen } from '~/features/frame'
import { EditPackagePage, PackagePage } from '~/features/packages'
import { strings } from '~/lib/search'
import { loadLateTexts } from '~/lib/texts'

export const Route = createFileRoute('/_app/o/$org/p/$project/packages_/$package')({
  validateSearch: strings('edit'),
  // The query comes with the screen, so that the first load of others is no longer for it.
  loader: async ({ context, params: { package: id, ...at } }) => {
    const { packageQuery } = await import('~/api/queries/packages')
    await Promise.all([context.queryClient.ensureQueryData(packageQuery(at, id)), loadLateTexts()])
  },
  errorComponent: ErrorScreen,
  component: function Package() {
    const { package: id, ...at } = Route.useParams()
    const { edit } = Route.useSearch()
    return edit ? <EditPackagePage key={id} at={at} id={id} /> : <PackagePage key={id} at={at} id={id} />
  },
})
