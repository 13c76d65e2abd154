import { TextInput } from '@mantine/core'
import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { Problem } from '~/lib/problem'
import { show } from '~/test-render'
import { Form, useForm } from './Form'

function Example({ onSubmit }: { onSubmit: (values: { name: string }) => Promise<unknown> }) {
  const form = useForm({ name: '' })
  return (
    <Form form={form} submit="Send" onSubmit={onSubmit}>
      <TextInput label="Name" {...form.text('name')} />
    </Form>
  )
}

it('shows the server’s field errors beside their fields and keeps what was typed', async () => {
  const user = userEvent.setup()
  show(<Example onSubmit={() => Promise.reject(new Problem(422, 'invalid', 'No.', { name: 'Too short.' }))} />)
  await user.type(screen.getByLabelText('Name'), 'ab')
  await user.click(screen.getByRole('button', { name: 'Send' }))
  expect(await screen.findByText('Too short.')).toBeTruthy()
  expect(screen.queryByRole('alert')).toBeNull()
  expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('ab')
  await user.type(screen.getByLabelText('Name'), 'c')
  expect(screen.queryByText('Too short.')).toBeNull()
})
it('shows what belongs to no field above the buttons', async () => {
  show(<Example onSubmit={() => Promise.reject(new Problem(409, 'locked', 'The project is locked.', { version: 'Old.' }))} />)
  await userEvent.click(screen.getByRole('button', { name: 'Send' }))
  expect((await screen.findByRole('alert')).textContent).toContain('The project is locked.')
})
it('is sent once, however often it is pressed', async () => {
  const onSubmit = vi.fn(() => new Promise(() => undefined))
  show(<Example onSubmit={onSubmit} />)
  const button = screen.getByRole('button', { name: 'Send' })
  await userEvent.click(button)
  await userEvent.click(button, { pointerEventsCheck: 0 })
  expect(onSubmit).toHaveBeenCalledOnce()
})
