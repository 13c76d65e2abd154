import { expect, it } from 'vitest'
import { Problem } from '~/lib/problem'
import { namedPeople, namingPeople, readLines } from './lines'

it('reads people in the forms they are pasted in', () => {
  const { people } = readLines('dana@x.example Dana Reyes\n"Lee, B." <lee@y.example>,\n\nkim@z.example\nDANA@x.example again')
  expect(people).toEqual([
    { email: 'dana@x.example', name: 'Dana Reyes' },
    { email: 'lee@y.example', name: 'Lee, B.' },
    { email: 'kim@z.example', name: '' },
  ])
})
it('names the line that is wrong', () => {
  expect(readLines('a@b.example\nnobody').wrong).toBe(2)
  const named = () => namedPeople('a@b.example\nnobody', (line) => `Line ${line}.`)
  expect(named).toThrow(expect.objectContaining({ fields: { people: 'Line 2.' } }))
})
it('puts the server’s errors beside the fields of the form', () => {
  const problem = new Problem(422, 'invalid', 'x', {
    'invitations[1].email': 'Already a member.',
    'memberships[0].ends_on': 'Too late.',
    role: 'No.',
  })
  expect(namingPeople(problem)).toMatchObject({
    fields: { people: 'Already a member.', ends_on: 'Too late.', role: 'No.' },
  })
})
