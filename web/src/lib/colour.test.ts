import { describe, expect, it } from 'vitest'
import { contrast, parseHex, ramp } from './colour'

const white: [number, number, number] = [255, 255, 255]
const rgb = (hex: string) => parseHex(hex) ?? white

describe('ramp', () => {
  it.each(['#1f4f7a', '#ffe600', '#00ff88', '#ff0000', '#808080', '#000000', '#ffffff'])(
    'makes buttons of %s readable in both themes',
    (brand) => {
      const steps = ramp(brand)
      expect(contrast(rgb(steps[8]), white)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(rgb(steps[6]), white)).toBeGreaterThanOrEqual(4.5)
      // Links on the dark ground use the fourth step.
      expect(contrast(rgb(steps[4]), rgb('#17171b'))).toBeGreaterThanOrEqual(4.5)
    },
  )
  it('grows darker step by step', () => {
    const against = ramp('#1f4f7a').map((step) => contrast(rgb(step), white))
    expect([...against].sort((a, b) => a - b)).toEqual(against)
  })
  it('falls back when the organisation has no usable colour', () => {
    expect(ramp('teal-ish')).toEqual(ramp('#1f4f7a'))
  })
})
