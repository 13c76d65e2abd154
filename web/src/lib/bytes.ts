// Sizes in the units people see in their file manager.

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** "4.2 MB", in the reader's language. */
export function bytes(size: number, locale?: string): string {
  let value = size
  let unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[unit],
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: unit === 0 || value >= 100 ? 0 : 1,
  }).format(value)
}

/** Seconds left at the given speed, as "3 min" or "40 sec"; nothing when the speed is unknown. */
export function timeLeft(remaining: number, perSecond: number, locale?: string): string | undefined {
  if (perSecond <= 0) return undefined
  const seconds = Math.ceil(remaining / perSecond)
  const [value, unit] = seconds < 90 ? [seconds, 'second'] : [Math.round(seconds / 60), 'minute']
  return new Intl.NumberFormat(locale, { style: 'unit', unit: unit as string, unitDisplay: 'short' }).format(
    value as number,
  )
}
