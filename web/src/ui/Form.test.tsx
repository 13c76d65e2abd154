import { TextInput } from '@mantine/core'
import { act, screen, waitFor } from '@testing-library/react'
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

/** A form that empties itself at each answer, and the answers, given by hand. */
function Adding({ sent, answers }: { sent: string[]; answers: (() => void)[] }) {
  const form = useForm({ code: '', label: '' })
  return (
    <Form
      form={form}
      submit="Add"
      disabled={!form.values.code || !form.values.label}
      onSubmit={async ({ code, label }) => {
        sent.push(`${code} ${label}`)
        await new Promise<void>((done) => answers.push(done))
        form.reset({ code: '', label: '' })
      }}
    >
      <TextInput label="Code" {...form.text('code')} />
      <TextInput label="Label" {...form.text('label')} />
    </Form>
  )
}

const fill = async (user: ReturnType<typeof userEvent.setup>, name: string, text: string) => {
  await user.clear(screen.getByLabelText(name))
  await user.type(screen.getByLabelText(name), text)
}
const typed = () => ['Code', 'Label'].map((name) => screen.getByLabelText<HTMLInputElement>(name).value)

it('sends what was typed and sent while the first was on its way', async () => {
  const user = userEvent.setup()
  const [sent, answers]: [string[], (() => void)[]] = [[], []]
  show(<Adding sent={sent} answers={answers} />)
  const button = screen.getByRole('button', { name: 'Add' })
  await fill(user, 'Code', 'L1')
  await fill(user, 'Label', 'Lot{Enter}')
  expect(button.getAttribute('aria-busy')).toBe('true')
  await fill(user, 'Code', 'L2')
  await user.type(screen.getByLabelText('Code'), '{Enter}{Enter}')
  await user.click(button)
  expect(sent).toEqual(['L1 Lot'])
  await act(async () => answers[0]?.())
  // What was sent meanwhile is sent whole, with the label that both have.
  await waitFor(() => expect(sent).toEqual(['L1 Lot', 'L2 Lot']))
  expect(typed()).toEqual(['L2', 'Lot'])
  await act(async () => answers[1]?.())
  await waitFor(() => expect(button.getAttribute('aria-busy')).toBeNull())
  expect(typed()).toEqual(['', ''])
  expect(sent).toHaveLength(2)
})
it('leaves what was typed since it was sent when it empties itself', async () => {
  const user = userEvent.setup()
  const [sent, answers]: [string[], (() => void)[]] = [[], []]
  show(<Adding sent={sent} answers={answers} />)
  await fill(user, 'Code', 'L1')
  await fill(user, 'Label', 'Lot{Enter}')
  await fill(user, 'Code', 'L2')
  await act(async () => answers[0]?.())
  await waitFor(() => expect(typed()).toEqual(['L2', '']))
  expect(sent).toEqual(['L1 Lot'])
})
it('sends what was corrected before the refusal of the first came', async () => {
  const user = userEvent.setup()
  const refusals: (() => void)[] = []
  const onSubmit = vi.fn(
    ({ name }: { name: string }) =>
      new Promise((done, failed) => {
        if (name === 'ab') refusals.push(() => failed(new Problem(422, 'invalid', 'No.', { name: 'Too short.' })))
        else done(undefined)
      }),
  )
  show(<Example onSubmit={onSubmit} />)
  await user.type(screen.getByLabelText('Name'), 'ab{Enter}')
  await user.type(screen.getByLabelText('Name'), 'c{Enter}')
  await act(async () => refusals[0]?.())
  await waitFor(() => expect(onSubmit.mock.calls.map(([{ name }]) => name)).toEqual(['ab', 'abc']))
  await waitFor(() => expect(screen.queryByText('Too short.')).toBeNull())
})
