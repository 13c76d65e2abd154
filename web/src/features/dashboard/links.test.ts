import { expect, it } from 'vitest'
import { addressOf } from './links'

const at = { org: 'acme', project: 'prj_1' }

it('leads to the screen whose list the number counts', () => {
  expect(addressOf(at, { list: 'documents', query: { status: 'approved' } })).toBe('/o/acme/p/prj_1/register?status=approved')
  expect(addressOf(at, { list: 'documents', query: {} })).toBe('/o/acme/p/prj_1/register')
  expect(addressOf(at, { list: 'pending', query: {} })).toBe('/o/acme/p/prj_1/pending')
  expect(addressOf(at, { list: 'work_packages', query: { waiting: 'true' } })).toBe('/o/acme/p/prj_1/packages?waiting=true')
  expect(addressOf(at, { list: 'own_edit_requests', query: {} })).toBe('/o/acme/p/prj_1/requests')
})
it('keeps the days of a search whole', () => {
  const address = addressOf(at, { list: 'documents', query: { q: 'created:2026-11-16..2026-11-22' } })
  expect(new URL(address, 'https://x').searchParams.get('q')).toBe('created:2026-11-16..2026-11-22')
})
it('says the end of access in days from now', () => {
  const now = Date.parse('2026-11-21T12:00:00.000Z')
  const link = { list: 'access', query: { ends_before: '2026-12-05T12:00:00.000Z' } }
  expect(addressOf(at, link, now)).toBe('/o/acme/p/prj_1/access?ends=14')
})
