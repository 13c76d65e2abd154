// The statuses of documents in the order people think of them; which statuses are done, which are trouble: the word
// itself always stands in the chip.

export const STATUSES = [
  'draft',
  'for_review',
  'under_review',
  'approved',
  'approved_with_comments',
  'rejected',
  'returned',
  'for_information',
  'superseded',
  'archived',
  'withdrawn',
] as const

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
