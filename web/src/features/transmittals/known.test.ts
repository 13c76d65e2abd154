import { expect, it } from 'vitest'
import type { DistributionList } from '~/api/types'
import { audienceOf, type Known, placed } from './known'

const ours = { id: 'com_1', name: 'Quay', controlling: true }
const theirs = { id: 'com_2', name: 'Northgate', controlling: false }
const people: Known[] = [
  { id: 'mem_1', company: ours, outside: false, groups: [] },
  { id: 'mem_2', company: theirs, outside: true, groups: ['grp_1'] },
  { id: 'mem_3', company: theirs, outside: true, groups: [] },
]
const named = (kind: 'person' | 'company' | 'group' | 'list' | 'address', id: string | null, email: string | null = null) => ({ kind, id, email })
const lists = [{ id: 'lst_1', entries: [named('person', 'mem_1'), named('address', null, 'k.ode@harbour.example')] }] as unknown as DistributionList[]

it('marks whoever is from outside, and names companies of people', () => {
  expect(placed(named('person', 'mem_2'), people, lists)).toMatchObject({ outside: true, company: 'Northgate' })
  expect(placed(named('person', 'mem_1'), people, lists)).toMatchObject({ outside: false, company: 'Quay' })
  expect(placed(named('company', 'com_2'), people, lists)).toMatchObject({ outside: true })
  expect(placed(named('group', 'grp_1'), people, lists).outside).toBe(true)
  expect(placed(named('list', 'lst_1'), people, lists).outside).toBe(true)
  expect(placed(named('address', null, 'a@b.example'), [], []).outside).toBe(true)
})
it('keeps what is known of somebody who is not in the project', () => {
  expect(placed({ ...named('person', 'mem_9'), outside: true, company: 'Elsewhere' }, people, lists)).toMatchObject({ outside: true, company: 'Elsewhere' })
})
it('counts everybody once', () => {
  const entries = [named('company', 'com_2'), named('person', 'mem_3'), named('group', 'grp_1'), named('list', 'lst_1'), named('address', null, 'K.Ode@harbour.example')]
  expect(audienceOf(entries, people, lists)).toEqual({ companies: 2, people: 4, outside: 3 })
})
