import { expect, it } from 'vitest'
import type { Organisation, Project } from '~/api/types'
import { bottomFour } from './Frame'
import { modulesOf } from './navigation'

const yes = { allowed: true }
const organisation = (role: Organisation['role'], abilities = {}): Organisation => ({
  id: 'org_1',
  slug: 'acme',
  name: 'Acme',
  colour: '#123456',
  has_logo: false,
  timezone: 'UTC',
  date_format: 'YYYY-MM-DD',
  role,
  member_id: 'mem_1',
  counts: { pending: 0, notifications: 0 },
  abilities,
})
const project = (mode: Project['mode'], abilities = {}): Project => ({
  id: 'prj_1',
  reference: 'P1',
  name: 'Bridge',
  description: '',
  timezone: 'UTC',
  starts_on: null,
  ends_on: null,
  locked: false,
  role: mode === 'external' ? 'external' : 'viewer',
  mode,
  controller: false,
  full_register: null,
  access_ends_at: null,
  contacts: [],
  version: 1,
  counts: { documents: 1, pending: 4, outsiders: 0, to_acknowledge: 0 },
  abilities,
})
const keys = (modules: { key: string }[]) => modules.map(({ key }) => key)

it('shows an external participant the dashboard, the register and nothing they may not open', () => {
  expect(keys(modulesOf(organisation('member'), project('external')))).toEqual(['home', 'steps', 'dashboard', 'register', 'transmittals'])
})
it('shows a controller what waits, with its number', () => {
  const modules = modulesOf(organisation('member'), project('member', { 'revision.accept': yes }))
  expect(modules.find(({ key }) => key === 'pending')).toMatchObject({ count: 4, path: '/o/acme/p/prj_1/pending' })
})
it('shows edit requests to those who decide, and their own to those who ask', () => {
  const deciding = { 'edit_request.list': yes, 'edit_request.list_own': yes, 'bin.list': yes }
  expect(keys(modulesOf(organisation('member'), project('member', deciding)))).toEqual(['home', 'steps', 'dashboard', 'register', 'transmittals', 'requests', 'people', 'bin'])
  const asking = project('external', { 'edit_request.list_own': yes })
  expect(keys(modulesOf(organisation('member'), asking))).toEqual(['home', 'steps', 'dashboard', 'register', 'transmittals', 'own-requests'])
})
it('shows an admin everything, in the order people use it', () => {
  const all = {
    'organisation.audit': yes,
    'organisation.ledger': yes,
    'organisation.settings': yes,
    'member.list': yes,
    'outbox.view': yes,
  }
  expect(keys(modulesOf(organisation('org_admin', all), undefined))).toEqual([
    'home',
    'steps',
    'projects',
    'access',
    'people',
    'audit',
    'outbox',
    'settings',
  ])
})
it('keeps four on a phone', () => {
  const all = { 'revision.accept': yes, 'guest_share.list': yes, 'access.view': yes, 'project.settings': yes }
  const modules = modulesOf(organisation('org_admin', { 'organisation.audit': yes }), project('admin', all))
  expect(keys(bottomFour(modules.map((module) => ({ ...module, label: module.key }))))).toEqual([
    'home',
    'steps',
    'register',
    'pending',
  ])
})
it('has the transmittals at the thumb of whoever is outside', () => {
  const modules = modulesOf(organisation('member'), project('external', { 'edit_request.list_own': yes }))
  expect(keys(bottomFour(modules.map((module) => ({ ...module, label: module.key }))))).toEqual(['home', 'steps', 'register', 'transmittals'])
})
it('shows workflows to those who may look at their templates', () => {
  expect(keys(modulesOf(organisation('member'), project('member', { 'workflow_template.view': yes })))).toContain('workflows')
})
it('shows work packages to those who may see them', () => {
  expect(keys(modulesOf(organisation('member'), project('member', { 'work_package.view': yes })))).toContain('packages')
})
it('shows reports to those who may see them', () => {
  expect(keys(modulesOf(organisation('member'), project('member', { 'report.view': yes })))).toContain('reports')
})
