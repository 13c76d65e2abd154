import { expect, it } from 'vitest'
import type { SharePolicy } from '~/api/types'
import { presets } from './CreateGuestShare'

const policy = (changes: Partial<SharePolicy>) => ({ default_days: 14, max_days: 90, allow_custom_expiry: true, ...changes }) as SharePolicy

it('offers 7, 14 and 30 days and starts with the policy’s own', () => {
  expect(presets(policy({}))).toEqual({ days: [7, 14, 30], first: 14, custom: true })
})
it('never offers more than the ceiling', () => {
  expect(presets(policy({ max_days: 10, allow_custom_expiry: false }))).toEqual({ days: [7, 10], first: 10, custom: false })
})
it('has a sensible start when the policy may not be read', () => {
  expect(presets(undefined).first).toBe(14)
})
