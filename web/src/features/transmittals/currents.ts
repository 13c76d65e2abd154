// Brings documents of a draft to the revision that is current now.
import type { QueryClient } from '@tanstack/react-query'
import type { At } from '~/api/queries/project'
import { documentQuery } from '~/api/queries/register'
import type { Document } from '~/api/types'
import { type Sheet, warningsOf } from './draft'

/** How many documents are asked for at a time. */
const TOGETHER = 6

/** Is there a newer revision, as far as the warnings say? */
export const outdated = ({ warnings }: Sheet) => warnings.includes('older_revision') || warnings.includes('superseded')

type Looked = Pick<Document, 'status' | 'restricted' | 'superseded_by' | 'revisions'>

/** The document in one of its revisions. */
export function inRevision(sheet: Sheet, document: Looked, revision: Looked['revisions'][number]): Sheet {
  return {
    ...sheet,
    revision_id: revision.id,
    revision: revision.code,
    status: revision.status,
    warnings: warningsOf({
      status: revision.status,
      superseded: document.status === 'superseded' || Boolean(document.superseded_by),
      older: !revision.current,
      restricted: document.restricted,
    }),
  }
}

/** The same documents, those that are outdated in their current revision, where there is one to be sent. */
export async function brought(client: QueryClient, at: At, sheets: Sheet[]): Promise<Sheet[]> {
  const behind = sheets.filter(outdated)
  const found = new Map<string, Sheet>()
  for (let from = 0; from < behind.length; from += TOGETHER) {
    const some = behind.slice(from, from + TOGETHER)
    const documents = await Promise.all(some.map(({ document_id }) => client.fetchQuery(documentQuery(at, document_id))))
    some.forEach((sheet, index) => {
      const document = documents[index]
      const current = document?.revisions.find((one) => one.current && one.acceptance === 'accepted')
      if (document && current) found.set(sheet.document_id, inRevision(sheet, document, current))
    })
  }
  return sheets.map((sheet) => found.get(sheet.document_id) ?? sheet)
}

/** Of documents that were sent before, those that are sent now in another revision, and those that were not among them. */
export function changedOnly(sheets: Sheet[], sent: Pick<Sheet, 'document_id' | 'revision_id'>[]): Sheet[] {
  const before = new Map(sent.map(({ document_id, revision_id }) => [document_id, revision_id]))
  return sheets.filter(({ document_id, revision_id }) => before.get(document_id) !== revision_id)
}
