import { expect, it } from 'vitest'
import { usualWords, weekdayName } from './usual'

it('counts weekdays from Monday', () => {
  expect(weekdayName(1, 'en')).toBe('Monday')
  expect(weekdayName(7, 'en')).toBe('Sunday')
})
it('says when digests go out', () => {
  const usual = { hour: 8, weekday: 5, timezone: 'Europe/Berlin' }
  expect(usualWords(usual, 'en')).toEqual({ hour: '08:00', weekday: 'Friday', timezone: 'Europe/Berlin' })
})
