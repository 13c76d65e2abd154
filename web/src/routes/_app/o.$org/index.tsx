import { createFileRoute } from '@tanstack/react-router'
import { HomePage } from '~/features/home'

export const Route = createFileRoute('/_app/o/$org/')({
  component: function Home() {
    return <HomePage org={Route.useParams().org} />
  },
})
