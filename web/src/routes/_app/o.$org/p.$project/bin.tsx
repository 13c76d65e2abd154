import { createFileRoute } from '@tanstack/react-router'
import { BinPage } from '~/features/bin'

export const Route = createFileRoute('/_app/o/$org/p/$project/bin')({
  component: function Bin() {
    return <BinPage at={Route.useParams()} />
  },
})
