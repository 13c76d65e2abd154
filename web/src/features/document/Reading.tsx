// One revision of a document to be read, without anything around it.
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { At } from '~/api/queries/project'
import { documentQuery } from '~/api/queries/register'
import { FIRST_LOOK, type Look } from '~/features/viewer'
import { withLateTexts } from '~/lib/texts'
import { ErrorBox } from '~/ui'

const RevisionViewer = lazy(() => withLateTexts(() => import('./RevisionViewer')))

export function Reading({
  at,
  document,
  revision,
  gone,
  onCurrent,
}: {
  at: At
  document: string
  revision: string
  /** What stands there when the revision is not open to the reader. */
  gone: ReactNode
  /** Leads to the current revision, where this is an older one. */
  onCurrent: () => void
}) {
  const found = useQuery(documentQuery(at, document))
  const [look, setLook] = useState<Look>(FIRST_LOOK)
  if (found.error) return <ErrorBox error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <Skeleton height="100%" />
  const shown = found.data.revisions.find(({ id }) => id === revision)
  if (!shown) return gone
  return (
    <Suspense fallback={<Skeleton height="100%" />}>
      <RevisionViewer at={at} document={found.data} revision={shown} onRevision={onCurrent} look={look} onLook={setLook} />
    </Suspense>
  )
}
