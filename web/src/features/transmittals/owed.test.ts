import { expect, it } from 'vitest'
import type { Owed } from '~/api/types'
import { byPerson, together } from './owed'

const owed = (person: string, document: string): Owed => ({
  person: { id: person, name: person, outside: false },
  name: person,
  document_id: document,
  number: document,
  title: '',
  sent: 'P01',
  revision_id: `rev of ${document}`,
  current: 'P02',
})

it('sends the current revisions to those who are owed them', () => {
  const carried = together([owed('bo', 'A-101'), owed('kim', 'A-101')])
  expect(carried?.recipients?.map(({ id }) => id)).toEqual(['bo', 'kim'])
  expect(carried?.documents).toMatchObject([{ document_id: 'A-101', revision_id: 'rev of A-101', revision: 'P02' }])
})
it('puts together what one person is owed', () => {
  const rows = byPerson([owed('kim', 'A-10'), owed('bo', 'A-9'), owed('kim', 'A-9')])
  expect(rows.map(({ person, number }) => `${person?.name} ${number}`)).toEqual(['bo A-9', 'kim A-9', 'kim A-10'])
})
it('does not send to one what is owed to another alone', () => {
  expect(together([owed('bo', 'A-101'), owed('kim', 'A-102')])).toBeUndefined()
  expect(together([owed('bo', 'A-101'), owed('bo', 'A-102')])?.documents).toHaveLength(2)
})
it('sends to an address what it is owed', () => {
  const kim = { ...owed('kim', 'A-101'), person: null, email: 'k.ode@harbour.example' }
  const carried = together([owed('bo', 'A-101'), kim])
  expect(carried?.recipients?.map(({ kind, id, email }) => [kind, id, email])).toEqual([
    ['person', 'bo', null],
    ['address', null, 'k.ode@harbour.example'],
  ])
})
it('has nobody to send to without a person or an address', () => {
  expect(together([{ ...owed('bo', 'A-101'), person: null }])).toBeUndefined()
  expect(together([])).toBeUndefined()
})
