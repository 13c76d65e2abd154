import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { show } from '~/test-render'
import { AudienceLine, OutsideEye } from './Outside'

it('is silent when nobody outside can see the thing', () => {
  show(<OutsideEye count={0} />)
  expect(screen.queryByText(/outside/)).toBeNull()
})
it('says in words how many can, and opens who they are', async () => {
  const onOpen = vi.fn()
  const onRow = vi.fn()
  show(
    <div onClick={onRow}>
      <OutsideEye count={3} onOpen={onOpen} />
    </div>,
  )
  await userEvent.click(screen.getByRole('button', { name: '3 people outside can see this' }))
  expect(onOpen).toHaveBeenCalledOnce()
  expect(onRow).not.toHaveBeenCalled()
})
it('sums up an audience in one line', () => {
  show(<AudienceLine audience={{ companies: 3, people: 11, outside: 2 }} />)
  expect(screen.getByText(/Visible to/).textContent).toBe('Visible to 3 companies, 11 people 2 outside')
})
