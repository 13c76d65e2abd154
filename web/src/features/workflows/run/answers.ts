// Which answers want words, and what a step's answers look like.
import type { Answer } from '~/api/types'
import type { Tone } from '~/ui'

/** Only these may be given without a comment. */
const WORDLESS: Answer[] = ['approve', 'acknowledge']
export const wantsWords = (answer: Answer) => !WORDLESS.includes(answer)

const TONES: Record<string, Tone> = { approve: 'done', approve_with_comments: 'done', acknowledge: 'done', review: 'done', reject: 'danger', return: 'danger' }
export const answerTone = (answer: string): Tone => TONES[answer] ?? 'neutral'

/** The word for an answer; what was signed says so wherever it is told. */
export const answeredWord = (answer: string, signs: boolean) => (signs && answer === 'approve' ? 'sign' : (answer as Answer))

/** What may not be done with words missing. */
export const unsaid = (answer: Answer | undefined, comment: string) => answer !== undefined && wantsWords(answer) && comment.trim() === ''
