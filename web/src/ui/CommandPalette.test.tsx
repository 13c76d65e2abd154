import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, it, vi } from 'vitest'
import { show } from '~/test-render'
import type { Action } from './actions'
import { CommandPalette, matching } from './CommandPalette'

const run = vi.fn()
const actions: Action[] = [
  { id: 'a', label: 'Register', group: 'Go to', run: () => run('a') },
  { id: 'b', label: 'Access', keywords: 'ledger', run: () => run('b') },
  { id: 'c', label: 'Lock', refusal: 'Ask a project admin.', run: () => run('c') },
]

function Example() {
  const [text, setText] = useState('')
  return <CommandPalette opened onClose={() => undefined} text={text} onText={setText} actions={actions} found={[]} />
}

it('finds by label, keyword and group', () => {
  expect(matching(actions, 'ledg').map(({ id }) => id)).toEqual(['b'])
  expect(matching(actions, 'go reg').map(({ id }) => id)).toEqual(['a'])
  expect(matching(actions, '').length).toBe(3)
})
it('is walked by arrows and run by Enter, but not what is refused', async () => {
  const user = userEvent.setup()
  show(<Example />)
  const field = screen.getByRole('combobox')
  await user.type(field, '{ArrowDown}{Enter}')
  expect(run).toHaveBeenLastCalledWith('b')
  run.mockClear()
  await user.type(field, '{ArrowDown}{Enter}')
  expect(run).not.toHaveBeenCalled()
  expect(screen.getByRole('option', { name: /Lock/ }).textContent).toContain('Ask a project admin.')
})
