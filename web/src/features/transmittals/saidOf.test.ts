import i18next from 'i18next'
import { expect, it } from 'vitest'
import type { SentCell } from '~/api/types'
import { loadLateTexts } from '~/lib/texts'
import { saidOf } from './SentGrid'

const cell = (more: Partial<SentCell>): SentCell => ({
  column: 0,
  sent: 0,
  held: 0,
  older: 0,
  newer: 0,
  revision: 'P01',
  transmittal: { id: 'trn_1', number: 'TRN-001' },
  issued_at: '2026-11-02T09:00:00Z',
  ...more,
})

it('says what is new, what was sent, and of what another revision was', async () => {
  await loadLateTexts()
  const t = i18next.getFixedT('en', 'transmittals')
  const said = (one: SentCell | undefined, receivers = 1) => saidOf(one, receivers, () => '2 Nov', t)
  expect(said(undefined)).toBe('new')
  expect(said(cell({ sent: 1, held: 1 }))).toBe('sent with TRN-001, 2 Nov')
  expect(said(cell({ sent: 1 }))).toBe('sent with TRN-001, 2 Nov, not open any more')
  expect(said(cell({ older: 1 }))).toBe('has an older one (P01)')
  expect(said(cell({ sent: 3, held: 3, older: 2 }), 12)).toBe('3 of 12 were sent it, 2 of 12 have an older one')
})
