import { expect, it } from 'vitest'
import { guess } from './filename'

it.each([
  ['A-101 - Ground floor plan.pdf', 'A-101', '', 'Ground floor plan'],
  ['A-101_Ground_floor_plan_P02.pdf', 'A-101', 'P02', 'Ground floor plan'],
  ['STR-PLAN-ZA-0001 Foundations (rev C).pdf', 'STR-PLAN-ZA-0001', 'C', 'Foundations'],
  ['A-101[P03].pdf', 'A-101', 'P03', 'A-101'],
  ['meeting notes.docx', 'MEETING-NOTES', '', 'meeting notes'],
])('reads %s', (name, number, revision, title) => {
  expect(guess(name)).toEqual({ number, revision, title })
})
it('takes even a bare extension', () => {
  expect(() => guess('.pdf')).not.toThrow()
})
