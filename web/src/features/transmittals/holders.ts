// Who holds a revision: whom of them the current one can be sent to, and for how long they hold what they have.
import type { Document, Holder, RevisionHolders } from '~/api/types'
import type { Selection } from '~/lib/selection'
import type { Carried } from './draft'
import { together } from './owed'

/** Who it is: a person, an address, or a link that names nobody. */
export const holderKey = ({ person, email, ways }: Holder) => person?.id ?? email ?? ways[0]?.id ?? ''

/** Those without the current revision who can be written to. */
export const lacking = (holders: Holder[]): Selection =>
  new Set(holders.filter(({ has_current, person, email }) => !has_current && (person ?? email)).map(holderKey))

/** Until when the last of somebody's ways lasts: null without an end; over, where none of them opens anything any more. */
export function lasts({ ways }: Holder, now: number): { ends_at: string | null; over: boolean } {
  if (ways.some(({ ends_at }) => !ends_at)) return { ends_at: null, over: false }
  const ends_at = ways.map(({ ends_at }) => ends_at ?? '').sort().at(-1) ?? ''
  return { ends_at, over: Date.parse(ends_at) <= now }
}

/** The transmittal that sends them the current revision; undefined where somebody cannot be written to. */
export const toSend = (document: Pick<Document, 'id' | 'number' | 'title'>, { revision, current, current_id }: Pick<RevisionHolders, 'revision' | 'current' | 'current_id'>, holders: Holder[]): Carried | undefined =>
  together(
    holders.map(({ person, name, email }) => ({
      person: person ?? null,
      name,
      email: email ?? null,
      document_id: document.id,
      number: document.number,
      title: document.title,
      sent: revision,
      revision_id: current_id,
      current,
    })),
  )
