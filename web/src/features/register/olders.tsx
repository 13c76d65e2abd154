// The older revisions of a document, folded under its row.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { useTranslation } from 'react-i18next'
import type { DocumentRow, Revision } from '~/api/types'
import type { At } from '~/api/queries/project'
import { documentQuery, registerKey } from '~/api/queries/register'
import { tone } from '~/lib/status'
import type { Words } from '~/lib/words'
import { type Fold, StatusChip, When } from '~/ui'

/** Those before the one that the row shows. */
export const olderThan = (revisions: Revision[], shown: DocumentRow['revision']): Revision[] =>
  revisions.filter((revision) => revision.seq < shown.seq)

export function useOlder({
  at,
  t,
  words,
  onOpen,
}: {
  at: At
  t: ReturnType<typeof useTranslation<'documents'>>['t']
  words: Words
  onOpen: (document: string, revision: string) => void
}): Fold<DocumentRow, Revision> {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const ids = [...open]
  const client = useQueryClient()
  // Asked as one, so that what the first screen loads needs no query of queries; each document is kept under its own key.
  const { data: documents = [] } = useQuery({
    queryKey: [...registerKey(at), 'older', ids],
    queryFn: () => Promise.all(ids.map((id) => client.fetchQuery({ ...documentQuery(at, id), staleTime: 30_000 }).catch(() => undefined))),
    enabled: ids.length > 0,
    placeholderData: (old) => old,
  })
  const loaded = new Map(documents.flatMap((one) => (one ? [[one.id, one.revisions] as const] : [])))
  return {
    has: (document) => document.revision.seq > 1,
    open,
    onToggle: (id) => setOpen(new Set(open.has(id) ? ids.filter((one) => one !== id) : [...ids, id])),
    lines: (document) => {
      const revisions = loaded.get(document.id)
      return revisions && olderThan(revisions, document.revision)
    },
    getId: (revision) => revision.id,
    label: (revision, document) => t('olderRow', { number: document.number, code: revision.code }),
    button: (document) => t('older', { number: document.number, count: document.revision.seq - 1 }),
    onOpen: (revision, document) => onOpen(document.id, revision.id),
    cell: (revision, column) => {
      switch (column) {
        case 'title':
          return revision.change_description || revision.filename
        case 'rev':
          return revision.code
        case 'status':
          return revision.acceptance === 'accepted' ? (
            <StatusChip tone={tone(revision.status)}>{words('status', revision.status)}</StatusChip>
          ) : (
            <StatusChip tone={revision.acceptance === 'rejected' ? 'danger' : 'neutral'}>{words('acceptance', revision.acceptance)}</StatusChip>
          )
        case 'updated':
        case 'uploaded':
          return <When at={revision.uploaded_at} />
        case 'pages':
          return revision.pages || ''
        default:
          return null
      }
    },
  }
}
