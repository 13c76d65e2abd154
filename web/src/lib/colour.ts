// Colour ramps from one brand colour. Every step is placed by its contrast against white, so any
// colour an organisation chooses gives readable buttons and links in both themes.

export type Ramp = [string, string, string, string, string, string, string, string, string, string]

/** Contrast against white that each of the ten steps aims at. */
const CONTRASTS = [1.07, 1.18, 1.42, 1.85, 2.5, 3.5, 4.8, 5.9, 7.2, 9.8] as const

type Hsl = { hue: number; saturation: number }

export function parseHex(hex: string): [number, number, number] | undefined {
  const match = /^#?([0-9a-f]{6})$/i.exec(hex.trim())
  if (!match?.[1]) return undefined
  const value = parseInt(match[1], 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

function toHsl([red, green, blue]: [number, number, number]): Hsl {
  const [r, g, b] = [red / 255, green / 255, blue / 255]
  const max = Math.max(r, g, b)
  const min = Math.min(r, g, b)
  const delta = max - min
  if (delta === 0) return { hue: 0, saturation: 0 }
  const lightness = (max + min) / 2
  const saturation = delta / (1 - Math.abs(2 * lightness - 1))
  const hue =
    max === r ? ((g - b) / delta + 6) % 6 : max === g ? (b - r) / delta + 2 : (r - g) / delta + 4
  return { hue: hue * 60, saturation: Math.min(saturation, 1) }
}

function fromHsl({ hue, saturation }: Hsl, lightness: number): [number, number, number] {
  const chroma = (1 - Math.abs(2 * lightness - 1)) * saturation
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12
    return Math.round(255 * (lightness - (chroma / 2) * Math.max(-1, Math.min(k - 3, 9 - k, 1))))
  }
  return [channel(0), channel(8), channel(4)]
}

/** Relative luminance as the accessibility guidelines define it. */
export function luminance(rgb: [number, number, number]): number {
  const [r, g, b] = rgb.map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

export function contrast(a: [number, number, number], b: [number, number, number]): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const hex = (rgb: [number, number, number]) =>
  '#' + rgb.map((value) => value.toString(16).padStart(2, '0')).join('')

/** Ten steps of the given colour, light to dark; the fallback is used for anything that is not a hex colour. */
export function ramp(brand: string, fallback = '#1f4f7a'): Ramp {
  const rgb = parseHex(brand) ?? parseHex(fallback) ?? [31, 79, 122]
  const base = toHsl(rgb)
  return CONTRASTS.map((target) => {
    let low = 0
    let high = 1
    for (let step = 0; step < 24; step += 1) {
      const middle = (low + high) / 2
      if (contrast(fromHsl(base, middle), [255, 255, 255]) > target) low = middle
      else high = middle
    }
    // The lower bound is the darker one, so rounding never falls under the target.
    return hex(fromHsl(base, low))
  }) as unknown as Ramp
}
