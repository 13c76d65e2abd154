import { describe, expect, it } from 'vitest'
import { day, daysAhead, daysBetween, millis, relative, setDateFormat, shown, startOfDay, toDateInput } from './dates'

const now = millis('2026-11-21T12:00:00.000Z')
const DAY = 86_400_000

describe('dates', () => {
  it('are relative within a week and absolute beyond it', () => {
    expect(shown(now - 2 * DAY, now, 'en')).toBe('2 days ago')
    expect(shown(now + DAY, now, 'en')).toBe('tomorrow')
    expect(shown(now - 30 * DAY, now, 'en')).toBe('Oct 22, 2026')
  })
  it('are written as the organisation does', () => {
    for (const [format, text] of [['YYYY-MM-DD', '2026-11-21'], ['DD/MM/YYYY', '21/11/2026'], ['MM/DD/YYYY', '11/21/2026']]) {
      setDateFormat(format)
      expect(day(now)).toBe(text)
    }
    setDateFormat(undefined)
  })
  it('use the unit that keeps the number small', () => {
    expect(relative(now - 20_000, now, 'en')).toBe('now')
    expect(relative(now - 10 * 60_000, now, 'en')).toBe('10 minutes ago')
    expect(relative(now + 3 * 3_600_000, now, 'en')).toBe('in 3 hours')
  })
  it('begin where the reader is', () => {
    expect(startOfDay('2026-11-21')).toBe(new Date(2026, 10, 21).toISOString())
    expect(startOfDay('2026-12-31', 1)).toBe(new Date(2027, 0, 1).toISOString())
    expect(startOfDay('someday')).toBeUndefined()
  })
  it('count days for the date inputs', () => {
    expect(daysAhead(now, 0)).toBe(toDateInput(now))
    expect(daysBetween(now, now + DAY / 2)).toBe(1)
  })
})
