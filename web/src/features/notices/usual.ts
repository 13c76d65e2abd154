// The organisation's hour and weekday of digests in words.

export type Usual = { hour: number; weekday: number; timezone: string }

/** A Monday, from which the other days are counted. */
const MONDAY = Date.UTC(2026, 10, 16)

export function weekdayName(weekday: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(MONDAY + (weekday - 1) * 86_400_000)
}

/** `08:00`, `Monday` and the zone, to be put into a sentence. */
export function usualWords(usual: Usual, locale?: string) {
  return {
    hour: `${String(usual.hour).padStart(2, '0')}:00`,
    weekday: weekdayName(usual.weekday, locale),
    timezone: usual.timezone,
  }
}
