import { expect, it } from 'vitest'
import { answeredWord, answerTone, unsaid, wantsWords } from './answers'

it('wants words with whatever is not a plain yes', () => {
  expect(wantsWords('approve')).toBe(false)
  expect(wantsWords('acknowledge')).toBe(false)
  expect((['approve_with_comments', 'reject', 'review', 'return'] as const).every(wantsWords)).toBe(true)
})
it('says what is missing once an answer is chosen', () => {
  expect(unsaid(undefined, '')).toBe(false)
  expect(unsaid('reject', '  ')).toBe(true)
  expect(unsaid('reject', 'Wrong scale')).toBe(false)
})
it('does not colour an answer that it does not know', () => {
  expect(answerTone('reject')).toBe('danger')
  expect(answerTone('something')).toBe('neutral')
})
it('says of an approval that it is signed where it is, and of a refusal that it is one', () => {
  expect(answeredWord('approve', true)).toBe('sign')
  expect(answeredWord('approve', false)).toBe('approve')
  expect(answeredWord('reject', true)).toBe('reject')
})
