// Merging as it is being put together: which documents, which number stays, which revision becomes current.
import type { Document, MergeOrder, MergePreview } from '~/api/types'

/** The most documents that are merged at once. */
export const MOST = 3

export type Choice = { target: string; latest: string; codes: Record<string, string> }

/** The newest of the current revisions is likely the one that is meant to be current. */
export function newest(documents: Document[]): string {
  const uploaded = (document: Document) => document.revisions.find(({ id }) => id === document.revision.id)?.uploaded_at ?? ''
  return [...documents].sort((a, b) => uploaded(b).localeCompare(uploaded(a)))[0]?.revision.id ?? ''
}

/** What is asked of the server; undefined until there is something to merge. */
export function toOrder(documents: Document[], choice: Choice): MergeOrder | undefined {
  if (documents.length < 2 || !documents.some(({ id }) => id === choice.target)) return undefined
  const revisions = documents.map(({ revision }) => revision.id)
  return {
    target_id: choice.target,
    source_ids: documents.flatMap(({ id }) => (id === choice.target ? [] : [id])),
    latest_revision_id: revisions.includes(choice.latest) ? choice.latest : newest(documents),
    codes: Object.fromEntries(Object.entries(choice.codes).filter(([, code]) => code.trim() !== '')),
    versions: Object.fromEntries(documents.map(({ id, version }) => [id, version])),
  }
}

/** Nothing stands in the way. */
export const isClear = (preview: MergePreview | undefined) =>
  preview !== undefined && preview.collisions.length === 0 && preview.problems.length === 0

/** Codes that the server proposes for what collides, where nothing was typed yet. */
export const suggested = (preview: MergePreview, codes: Record<string, string>): Record<string, string> => ({
  ...Object.fromEntries(preview.collisions.map(({ revision_id, suggested: code }) => [revision_id, code])),
  ...codes,
})
