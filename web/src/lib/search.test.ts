import { expect, it } from 'vitest'
import { strings } from './search'

it('keeps the known filters as text and drops the rest', () => {
  expect(strings('q', 'mine', 'page')({ q: 'A-101', mine: true, page: 2, evil: 'x', empty: '' })).toEqual({
    q: 'A-101',
    mine: 'true',
    page: '2',
  })
})
