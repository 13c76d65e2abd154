import { createFileRoute, redirect } from '@tanstack/react-router'
import { RegisterPage } from '~/features/register'
import { strings } from '~/lib/search'

export const Route = createFileRoute('/_app/o/$org/p/$project/register')({
  validateSearch: strings(
    'q',
    'status',
    'document_type',
    'discipline',
    'zone',
    'stage',
    'level',
    'programme',
    'sub_programme',
    'package',
    'originator',
    'area',
    'building',
    'floor',
    'asset_tag',
    'received_from',
    'revision_date',
    'accepted',
    'uploaded',
    'field',
    'mine',
    'pending',
    'restricted',
    'issued',
    'workflow',
    'notice',
    'sort',
    'cols',
    'view',
    'exports',
    'open',
    'tab',
  ),
  // Opened without a wish, the register shows the view that its reader chose for this.
  beforeLoad: async ({ context, params, search, cause }) => {
    if (cause !== 'enter' || Object.values(search).some(Boolean)) return
    const { firstView } = await import('~/features/register/first-view')
    const first = await firstView(context.queryClient, params)
    if (first) throw redirect({ to: '/o/$org/p/$project/register', params, search: first, replace: true })
  },
  component: function Register() {
    const navigate = Route.useNavigate()
    return (
      <RegisterPage
        at={Route.useParams()}
        search={Route.useSearch()}
        onSearch={(search, push = false) => void navigate({ search, replace: !push })}
      />
    )
  },
})
