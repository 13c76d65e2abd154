// What an import's state and its rows' verdicts look like.
import type { Import, ImportAct, ImportRow } from '~/api/types'
import type { Tone } from '~/ui'

export function stateTone({ state, ok }: Pick<Import, 'state' | 'ok'>): Tone {
  if (state === 'done') return 'done'
  if (state === 'failed' || (state === 'checked' && !ok)) return 'danger'
  return 'neutral'
}

export const actTone = (act: ImportAct): Tone => (act === 'wrong' ? 'danger' : act === 'unchanged' ? 'quiet' : 'neutral')

/** What can be looked at apart, in the order of how much it matters; only what is there. */
export const SHOWN = ['wrong', 'warned', 'new', 'revision', 'change', 'unchanged'] as const
export type Shown = 'all' | (typeof SHOWN)[number]

export const shownOf = (counts: Import['counts']): Shown[] => ['all', ...SHOWN.filter((one) => counts[one] > 0)]

export const readShown = (text: string | undefined): Shown => SHOWN.find((one) => one === text) ?? 'all'

/** One sentence for a row's cell: the first thing that is wrong, else the first to look at. */
export const remarkOf = (row: ImportRow): string | undefined => row.errors[0]?.detail ?? row.warnings[0]?.detail
