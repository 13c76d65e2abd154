import { act, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { useState } from 'react'
import { expect, it, vi } from 'vitest'
import { show } from '~/test-render'
import { type Completion, type Flaw, QueryField } from './QueryField'

const onChange = vi.fn()

function Example({ complete, flaw, hints }: { complete?: (text: string, at: number) => Promise<Completion | undefined>; flaw?: Flaw; hints?: Flaw[] }) {
  const [value, setValue] = useState('')
  return (
    <QueryField
      label="Search the register"
      value={value}
      onChange={(next) => {
        setValue(next)
        onChange(next)
      }}
      complete={complete}
      flaw={flaw}
      hints={hints ?? []}
    />
  )
}
const field = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Search the register' })
const prefixes: Completion = { from: 9, to: 12, items: [{ text: 'status:', label: 'the status', kind: 'field' }, { text: 'stage:', label: 'the stage', kind: 'field' }] }

it('reports once the typing pauses, and what is unfinished only on Enter', async () => {
  const user = userEvent.setup()
  show(<Example />)
  await user.type(field(), 'plan')
  await waitFor(() => expect(onChange).toHaveBeenLastCalledWith('plan'))
  await user.type(field(), ' AND')
  await act(() => new Promise((done) => setTimeout(done, 500)))
  expect(onChange).toHaveBeenLastCalledWith('plan')
  await user.keyboard('{Enter}')
  expect(onChange).toHaveBeenLastCalledWith('plan AND')
})
it('proposes at the caret, and puts in what is taken by keyboard', async () => {
  const user = userEvent.setup()
  const complete = vi.fn((text: string) => Promise.resolve(text.endsWith('sta') ? prefixes : undefined))
  const { container } = show(<Example complete={complete} />)
  await user.type(field(), 'deck AND sta')
  expect(await screen.findByRole('option', { name: /stage:/ })).toBeTruthy()
  expect(complete).toHaveBeenLastCalledWith('deck AND sta', 12, expect.anything())
  expect(field().getAttribute('aria-expanded')).toBe('true')
  const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } })
  expect(violations).toEqual([])
  await user.keyboard('{ArrowDown}{ArrowDown}{Enter}')
  expect(field().value).toBe('deck AND stage:')
  expect(screen.queryByRole('listbox')).toBeNull()
})
it('leaves Enter to the search while no proposal is chosen, and closes on Escape', async () => {
  const user = userEvent.setup()
  show(<Example complete={() => Promise.resolve({ ...prefixes, from: 0, to: 3 })} />)
  await user.type(field(), 'sta')
  await screen.findByRole('listbox')
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('listbox')).toBeNull()
  await user.keyboard('{Enter}')
  expect(onChange).toHaveBeenLastCalledWith('sta')
})
it('says nothing when proposals cannot be had', async () => {
  const user = userEvent.setup()
  show(<Example complete={() => Promise.reject(new Error('gone'))} />)
  await user.type(field(), 'x')
  await act(() => new Promise((done) => setTimeout(done, 200)))
  expect(screen.queryByRole('listbox')).toBeNull()
})
it('shows where a search goes wrong, and goes there', async () => {
  const user = userEvent.setup()
  show(<Example flaw={{ message: 'This bracket is not closed.', position: 9 }} />)
  await user.type(field(), 'plan AND (deck{Enter}')
  expect(screen.getByText('This bracket is not closed.')).toBeTruthy()
  expect(field().getAttribute('aria-invalid')).toBe('true')
  const place = screen.getByRole('button', { name: 'Go to the place' })
  expect(place.querySelector('mark')?.textContent).toBe('(')
  await user.click(place)
  expect(field().selectionStart).toBe(9)
})
it('shows hints under a search that was understood', async () => {
  show(<Example hints={[{ message: '“foo:” is not a field, so it was searched for as it stands.', position: 0, length: 4 }]} />)
  expect(screen.getByText(/is not a field/)).toBeTruthy()
  expect(field().hasAttribute('aria-invalid')).toBe(false)
})
