// Which statuses are done, which are trouble; the word itself always stands in the chip.

const TONES: Record<string, 'done' | 'danger' | 'quiet'> = {
  approved: 'done',
  approved_with_comments: 'done',
  accepted: 'done',
  active: 'done',
  rejected: 'danger',
  revoked: 'quiet',
  expired: 'quiet',
  exhausted: 'quiet',
  superseded: 'quiet',
  archived: 'quiet',
  withdrawn: 'danger',
  closed: 'quiet',
}

export const tone = (code: string): 'neutral' | 'done' | 'danger' | 'quiet' => TONES[code] ?? 'neutral'
