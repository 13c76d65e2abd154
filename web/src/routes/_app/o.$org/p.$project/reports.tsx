import { createFileRoute } from '@tanstack/react-router'
import { ReportsPage } from '~/features/reports'
import { strings } from '~/lib/search'
import { loadLateTexts } from '~/lib/texts'

export const Route = createFileRoute('/_app/o/$org/p/$project/reports')({
  validateSearch: strings(
    'report',
    'metric',
    'by',
    'from',
    'to',
    'only',
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
  ),
  loader: loadLateTexts,
  component: function Reports() {
    const navigate = Route.useNavigate()
    return (
      <ReportsPage
        at={Route.useParams()}
        search={Route.useSearch()}
        onSearch={(search, replace = false) => void navigate({ search, replace })}
      />
    )
  },
})
