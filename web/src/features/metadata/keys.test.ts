import { describe, expect, it } from 'vitest'
import { keyOf } from './keys'

describe('keyOf', () => {
  it.each([
    ['Work package', 'work_package'],
    ['  Délai (jours)', 'delai_jours'],
    ['2nd review', 'nd_review'],
    ['地上', ''],
    ['A very long label that goes on and on and on', 'a_very_long_label_that_goes_on_a'],
  ])('makes %j into %j', (label, key) => {
    expect(keyOf(label)).toBe(key)
  })
})
