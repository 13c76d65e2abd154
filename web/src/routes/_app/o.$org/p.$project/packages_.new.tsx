import { createFileRoute } from '@tanstack/react-router'
import { NewPackagePage } from '~/features/packages'
import { loadLateTexts } from '~/lib/texts'

export const Route = createFileRoute('/_app/o/$org/p/$project/packages_/new')({
  loader: loadLateTexts,
  component: function NewPackage() {
    return <NewPackagePage at={Route.useParams()} />
  },
})
