import { expect, it } from 'vitest'
import { addressIn } from './party'

it('takes what looks like an address, and nothing else', () => {
  expect(addressIn(' Kim.Moss@Example.org ')).toBe('kim.moss@example.org')
  for (const text of ['', 'Kim', 'kim@', 'kim@example', 'kim moss@example.org']) expect(addressIn(text)).toBeUndefined()
})
