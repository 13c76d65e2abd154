import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { clearDrafts, draftName, DRAFT_DAYS, dropDraft, patchDraft, readDraft } from './drafts'

type Draft = { answer: string; comment: string }
const anns = draftName('acc_ann', 'answer stp_1 1')
const bos = draftName('acc_bo', 'answer stp_1 1')

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
})
afterEach(() => vi.useRealTimers())

it('keeps the parts of a draft beside each other', () => {
  patchDraft<Draft>(anns, { comment: 'Too narrow.' })
  patchDraft<Draft>(anns, { answer: 'reject' })
  expect(readDraft<Draft>(anns)).toEqual({ comment: 'Too narrow.', answer: 'reject' })
  dropDraft(anns)
  expect(readDraft<Draft>(anns)).toEqual({})
})
it('shows nobody what another account typed', () => {
  patchDraft<Draft>(anns, { comment: 'Too narrow.' })
  expect(readDraft<Draft>(bos)).toEqual({})
})
it('leaves nothing behind at the sign-out, and nothing else with it', () => {
  patchDraft<Draft>(anns, { comment: 'Too narrow.' })
  sessionStorage.setItem(`${anns} files`, '[{"id":"att_1"}]')
  localStorage.setItem('wayleave.organisation', 'tidewater')
  clearDrafts()
  expect(Object.keys(localStorage)).toEqual(['wayleave.organisation'])
  expect(Object.keys(sessionStorage)).toEqual([])
})
it('ends after thirty days', () => {
  vi.useFakeTimers({ now: 0 })
  patchDraft<Draft>(anns, { comment: 'Too narrow.' })
  vi.setSystemTime(DRAFT_DAYS * 86_400_000 - 1)
  expect(readDraft<Draft>(anns).comment).toBe('Too narrow.')
  vi.setSystemTime(DRAFT_DAYS * 86_400_000)
  expect(readDraft<Draft>(anns)).toEqual({})
  patchDraft<Draft>(bos, { comment: 'Fine.' })
  expect(Object.keys(localStorage)).toEqual([bos])
})
it('does not trip over what is no draft', () => {
  for (const text of ['{', 'null', '7', '{"at":1}']) {
    localStorage.setItem(anns, text)
    expect(readDraft<Draft>(anns)).toEqual({})
  }
})
