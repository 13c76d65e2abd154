import { createFileRoute, redirect } from '@tanstack/react-router'

export const Route = createFileRoute('/_app/o/$org/p/$project/')({
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/o/$org/p/$project/register', params })
  },
})
