// A transmittal while it is prepared: what is typed, what of it is new to the server, and on which of its screens a thing stands.
import type { Addressee, EntryKey, EntryKind, EntryView, NewTransmittal, Transmittal, TransmittalDocument, TransmittalEdit } from '~/api/types'
import type { FieldErrors } from '~/lib/problem'

export const STEPS = ['documents', 'recipients', 'check'] as const
export type Step = (typeof STEPS)[number]

export type Role = 'to' | 'cc'
/** Whom it names, with what is shown of them. */
export type Named = {
  kind: EntryKind
  id: string | null
  name: string
  email: string | null
  role: Role
  people: number
  missing: boolean
  /** Is anybody from outside among them? Unknown for what a draft kept without it. */
  outside?: boolean
  /** A person's company. */
  company?: string
  /** The documents that are not ticked for it. */
  without?: string[]
}
/** A document to be sent; without a revision, the one shown to whoever prepares it. */
export type Sheet = Pick<TransmittalDocument, 'document_id' | 'number' | 'title'> & {
  revision_id: string | null
  revision: string
  status: string
  warnings: string[]
}
export type Draft = {
  subject: string
  purpose: string
  dated_on: string
  remarks: string
  acknowledge_by: string
  access_ends_on: string
  recipients: Named[]
  documents: Sheet[]
  /** Nobody gets again what they hold by an earlier one. */
  skip_sent: boolean
}
/** What another screen brings along for a new one. */
export type Carried = { documents?: Sheet[]; recipients?: Named[]; subject?: string }

/** What should be looked at before a revision goes out, as far as it shows here; whoever checks the draft hears all of it. */
export function warningsOf({ status, superseded, older, restricted }: { status: string; superseded: boolean; older: boolean; restricted: boolean }): string[] {
  const replaced = superseded || status === 'superseded'
  const found = [
    [status === 'draft', 'draft'],
    [status === 'rejected', 'rejected'],
    [replaced, 'superseded'],
    [!replaced && older, 'older_revision'],
    [restricted, 'restricted'],
  ] as const
  return found.filter(([so]) => so).map(([, code]) => code)
}

export const begin = (today: string, carried: Carried = {}): Draft => ({
  subject: carried.subject ?? '',
  purpose: '',
  dated_on: today,
  remarks: '',
  acknowledge_by: '',
  access_ends_on: '',
  recipients: carried.recipients ?? [],
  documents: carried.documents ?? [],
  skip_sent: false,
})

export const named = (entry: EntryView): Named => ({
  kind: entry.kind as EntryKind,
  id: entry.id ?? null,
  name: entry.name,
  email: entry.email ?? null,
  role: entry.role === 'cc' ? 'cc' : 'to',
  people: entry.people,
  missing: entry.missing,
  ...(entry.without.length > 0 ? { without: entry.without } : {}),
})

export const draftOf = (transmittal: Transmittal): Draft => ({
  subject: transmittal.subject,
  purpose: transmittal.purpose.id,
  dated_on: transmittal.dated_on,
  remarks: transmittal.remarks,
  acknowledge_by: transmittal.acknowledge_by ?? '',
  access_ends_on: transmittal.access_ends_on ?? '',
  recipients: transmittal.recipients.map(named),
  documents: transmittal.documents,
  skip_sent: transmittal.skip_sent,
})

/** Two entries with the same key are one. */
export const keyOf = ({ kind, id, email }: Pick<Named, 'kind' | 'id' | 'email'>) => `${kind}:${id ?? email?.toLowerCase() ?? ''}`

export const toKey = ({ kind, id, name, email }: Named): EntryKey =>
  kind === 'address' ? { kind, email, ...(name && name !== email ? { name } : {}) } : { kind, id }
/** Whom it goes to, with what of these documents does not. */
function toAddressee(documents: Sheet[]): (entry: Named) => Addressee {
  return (entry) => {
    const without = documents.map(({ document_id }) => document_id).filter((id) => entry.without?.includes(id))
    return { ...toKey(entry), role: entry.role, ...(without.length > 0 ? { without } : {}) }
  }
}
const toSent = ({ document_id, revision_id }: Sheet) => ({ document_id, ...(revision_id ? { revision_id } : {}) })

export const toNew = (draft: Draft): NewTransmittal => ({
  subject: draft.subject,
  purpose: draft.purpose,
  remarks: draft.remarks,
  recipients: draft.recipients.map(toAddressee(draft.documents)),
  documents: draft.documents.map(toSent),
  ...(draft.skip_sent ? { skip_sent: true } : {}),
  ...(draft.dated_on ? { dated_on: draft.dated_on } : {}),
  ...(draft.acknowledge_by ? { acknowledge_by: draft.acknowledge_by } : {}),
  ...(draft.access_ends_on ? { access_ends_on: draft.access_ends_on } : {}),
})

/** Only what differs from what the server has; undefined when nothing does. */
export function toEdit(draft: Draft, was: Draft, version: number): TransmittalEdit | undefined {
  const edit: Omit<TransmittalEdit, 'version'> = {}
  for (const key of ['subject', 'purpose', 'dated_on', 'remarks'] as const) if (draft[key] !== was[key]) edit[key] = draft[key]
  for (const key of ['acknowledge_by', 'access_ends_on'] as const) if (draft[key] !== was[key]) edit[key] = draft[key] || null
  if (draft.skip_sent !== was.skip_sent) edit.skip_sent = draft.skip_sent
  const recipients = draft.recipients.map(toAddressee(draft.documents))
  if (differs(recipients, was.recipients.map(toAddressee(was.documents)))) edit.recipients = recipients
  const documents = draft.documents.map(toSent)
  if (differs(documents, was.documents.map(toSent))) edit.documents = documents
  return Object.keys(edit).length > 0 ? { version, ...edit } : undefined
}
const differs = (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other)

/** Adds those that are not named yet. */
export function adding<Item>(items: Item[], more: Item[], key: (item: Item) => string): Item[] {
  const known = new Set(items.map(key))
  return [...items, ...more.filter((item) => !known.has(key(item)) && known.add(key(item)))]
}

/** The screen on which what a field names can be mended. */
export function stepOf(field: string, code = ''): Step {
  if (code === 'for_nobody' || /^(recipients|acknowledge_by|access_ends_on)/.test(field)) return 'recipients'
  return field === 'confirm_restricted' || field === 'skip_sent' ? 'check' : 'documents'
}

/** The first screen on which something is wrong. */
export const firstWrong = (fields: FieldErrors): Step | undefined => {
  const wrong = new Set(Object.keys(fields).map((field) => stepOf(field)))
  return STEPS.find((step) => wrong.has(step))
}

/** What is wrong with the entry at a place of a list, such as `documents[3].revision_id`. */
export function wrongAt(fields: FieldErrors, list: 'documents' | 'recipients', index: number): string | undefined {
  const place = `${list}[${index}]`
  return Object.entries(fields).find(([field]) => field === place || field.startsWith(`${place}.`))?.[1]
}

/** An address as people type or paste it: `a@b`, `a@b Kim Ode` or `Kim Ode <a@b>`. */
export function readAddress(text: string): { email: string; name: string } | undefined {
  const angled = /^\s*"?([^"<]*?)"?\s*<\s*([^\s<>]+@[^\s<>]+)\s*>\s*$/.exec(text)
  if (angled) return { name: angled[1] ?? '', email: angled[2] ?? '' }
  const plain = /^\s*([^\s<>,;]+@[^\s<>,;]+\.[^\s<>,;]+)[\s,;]*(.*?)\s*$/.exec(text)
  return plain ? { email: plain[1] ?? '', name: plain[2] ?? '' } : undefined
}
