// How a submission is taken in, as the form holds it and as the server takes it.
import type { Accept, Document, FormField, Submission } from '~/api/types'
import { pathOf, toRequest, valueIn } from '~/features/metadata'

/** Is the document in the register already, so that this is a revision of it and of no other? */
export const inRegister = ({ document }: Submission) => document.revision.acceptance === 'accepted'

export type AcceptValues = { as: 'new' | 'revision' } & { [path: string]: string }

/** What the sender said; what differs from it is a correction. */
export function beforeOf(submission: Submission, document: Document, details: FormField[]): Record<string, string> {
  const { revision, proposed_number } = submission
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  return {
    number: proposed_number || submission.document.number,
    title: document.title,
    description: text(document.description),
    revision: revision.code,
    revision_date: text(revision.revision_date),
    change_description: text(revision.change_description),
    ...Object.fromEntries(details.map((field) => [pathOf(field), valueIn(document, field)])),
  }
}

const OF_REVISION = ['revision', 'revision_date', 'change_description']

/** Only corrections; those of the document itself only where it is the one that was sent, and never its number then. */
export function toAcceptance(values: AcceptValues, before: Record<string, string>, inside: boolean): Accept {
  const fresh = values.as === 'new'
  const corrected = Object.entries(before).filter(
    ([path, was]) =>
      (values[path] ?? '') !== was && (fresh || OF_REVISION.includes(path) || (inside && path !== 'number')),
  )
  return {
    ...toRequest(Object.fromEntries(corrected.map(([path]) => [path, values[path] ?? '']))),
    as: values.as,
    document_id: fresh || inside ? undefined : values['document_id'],
    status: values['status'],
  }
}

/** One row of accepting many: a new document, or a revision of the one it looks like. */
export type BulkRow = { submission: Submission; as: 'new' | 'revision'; target: string; number: string }

export function toRow(submission: Submission): BulkRow {
  const exact = submission.near.find((one) => one.exact)
  const inside = inRegister(submission)
  return {
    submission,
    as: inside || exact ? 'revision' : 'new',
    target: inside ? '' : (exact?.document_id ?? ''),
    number: submission.proposed_number,
  }
}

export function toItem({ submission, as, target, number }: BulkRow, status: string) {
  const renumbered = as === 'new' && number.trim() !== submission.proposed_number
  return {
    document_id: submission.document.id,
    revision_id: submission.revision.id,
    accept: {
      as,
      document_id: as === 'revision' && target ? target : undefined,
      number: renumbered ? number.trim() : undefined,
      status: status || undefined,
    } satisfies Accept,
  }
}

/** What was said of `items[3]` or of a field of it, by row. */
export function errorsByRow(fields: Record<string, string>): Map<number, string[]> {
  const rows = new Map<number, string[]>()
  for (const [field, said] of Object.entries(fields)) {
    const index = /^(?:items|ids)\[(\d+)\]/.exec(field)?.[1]
    if (index === undefined) continue
    rows.set(Number(index), [...(rows.get(Number(index)) ?? []), said])
  }
  return rows
}
