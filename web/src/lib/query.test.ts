import { expect, it } from 'vitest'
import { around, readFlaw, unfinished } from './query'

it('knows what is plainly unfinished', () => {
  for (const text of ['status:', 'plan AND', 'a OR ', '(plan', 'title:"for con', 'NOT', '-', 'x -']) expect(unfinished(text), text).toBe(true)
  for (const text of ['', 'plan', 'status:draft', '(a OR b)', 'title:"for construction"', 'A-101', 'ORDER', 'land']) {
    expect(unfinished(text), text).toBe(false)
  }
})
it('reads the place out of the server’s sentence', () => {
  expect(readFlaw('This bracket is not closed; add “)” where the group ends. (at character 7)')).toEqual({
    message: 'This bracket is not closed; add “)” where the group ends.',
    position: 6,
  })
  expect(readFlaw('Too long.')).toEqual({ message: 'Too long.' })
})
it('cuts the search around the place that is wrong', () => {
  expect(around('plan AND (deck', 9)).toEqual({ before: 'plan AND ', part: '(', after: 'deck' })
  expect(around('a created:soon b', 10)).toEqual({ before: 'a created:', part: 'soon', after: ' b' })
  expect(around('🏗 xy z', 2, 2)).toEqual({ before: '🏗 ', part: 'xy', after: ' z' })
  expect(around('plan AND', 8)).toEqual({ before: 'plan AND', part: '', after: '' })
})
