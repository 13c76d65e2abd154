import { createFileRoute } from '@tanstack/react-router'
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
    'field',
    'mine',
    'pending',
    'restricted',
    'sort',
    'cols',
    'view',
    'open',
    'tab',
  ),
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
