// The documents of a workflow as they are shown while it is prepared: in the revision that would go through it.
import { useQueries } from '@tanstack/react-query'
import type { At } from '~/api/queries/project'
import { documentQuery } from '~/api/queries/register'
import type { Document } from '~/api/types'

export type Routed = {
  id: string
  number: string
  title: string
  revision: { id: string; code: string; status: string } | undefined
  loading: boolean
  error: unknown
}

/** Only the current revision goes through a workflow, and only once it is accepted. */
export const routedOf = ({ revision, revisions }: Pick<Document, 'revision' | 'revisions'>) =>
  revisions.find(({ current, acceptance }) => current && acceptance === 'accepted') ?? revision

export function useSheets(at: At, ids: string[]): Routed[] {
  const found = useQueries({ queries: ids.map((id) => documentQuery(at, id)) })
  return ids.map((id, index) => {
    const { data, error, isPending } = found[index] ?? { isPending: true, error: null }
    return { id, number: data?.number ?? '', title: data?.title ?? '', revision: data && routedOf(data), loading: isPending, error }
  })
}
