// Dates as people read them: relative within a week, absolute beyond it, always absolute on hover.
// The API sends RFC 3339 in UTC; here everything is unix milliseconds.

const DAY = 86_400_000

export const millis = (time: string) => Date.parse(time)

export const isWithinWeek = (at: number, now: number) => Math.abs(at - now) < 7 * DAY

/** "in 3 days", "2 hours ago"; units chosen so that the number stays small. */
export function relative(at: number, now: number, locale?: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const seconds = Math.round((at - now) / 1000)
  const size = Math.abs(seconds)
  if (size < 45) return format.format(0, 'second')
  if (size < 45 * 60) return format.format(Math.round(seconds / 60), 'minute')
  if (size < 22 * 3600) return format.format(Math.round(seconds / 3600), 'hour')
  return format.format(Math.round(seconds / 86_400), 'day')
}

let pattern: string | undefined

/** How the organisation writes days, such as "DD/MM/YYYY"; without one, as the reader's language does. */
export function setDateFormat(format: string | undefined) {
  pattern = format
}

/** A date without time of day, short: as the organisation writes it, else "3 Mar 2026". */
export function day(at: number, locale?: string): string {
  if (!pattern) return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' }).format(at)
  const [year = '', month = '', date = ''] = toDateInput(at).split('-')
  return pattern.replace('YYYY', year).replace('MM', month).replace('DD', date)
}

/** Date, time and zone, as long as it takes. */
export const absolute = (at: number, locale?: string) =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' }).format(at)

/** What a list shows. */
export const shown = (at: number, now: number, locale?: string) =>
  isWithinWeek(at, now) ? relative(at, now, locale) : day(at, locale)

/** The value a date input wants, in the reader's own zone. */
export function toDateInput(at: number): string {
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** When a day of a date input begins by the reader's clock, or the day so many days after it. */
export function startOfDay(day: string, after = 0): string | undefined {
  const [year = NaN, month = NaN, date = NaN] = day.split('-').map(Number)
  const start = new Date(year, month - 1, date + after)
  return Number.isNaN(start.getTime()) ? undefined : start.toISOString()
}

/** The day that lies so many days ahead, as a date input wants it. */
export const daysAhead = (now: number, days: number) => toDateInput(now + days * DAY)

/** Whole days from one moment to another, rounded up: what is left today still counts as a day. */
export const daysBetween = (from: number, to: number) => Math.ceil((to - from) / DAY)
