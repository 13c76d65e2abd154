import { expect, it } from 'vitest'
import { whyNot } from './CheckStep'

const t = ((key: string) => key) as never
const found = { data: { may_issue: true, obstacles: [] }, error: null, isFetching: false }
const obstacle = { field: 'recipients', code: 'required', detail: 'Nobody is named whom it goes to.' }

it('says what a draft waits for before it can be issued', () => {
  expect(whyNot({ ...found, isFetching: true }, false, t)).toBe('checking')
  expect(whyNot({ ...found, data: undefined, error: new Error('gone') }, false, t)).toBe('whyUnchecked')
  expect(whyNot({ ...found, data: { may_issue: false, obstacles: [obstacle] } }, true, t)).toBe('whyObstacles')
  expect(whyNot(found, true, t)).toBe('whyConfirm')
  expect(whyNot(found, false, t)).toBeUndefined()
})
