import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { describe, expect, it, vi } from 'vitest'
import type { Numbering, Scheme, SchemePreview } from '~/api/types'
import { Problem } from '~/lib/problem'
import { show } from '~/test-render'
import { NumberingForm } from './NumberingForm'

const numbering: Numbering = {
  mode: 'automatic',
  scheme: {
    segments: [{ kind: 'code', field: 'discipline' }, { kind: 'literal', text: '-' }, { kind: 'counter', width: 4, start: 1 }],
    scope: 'combination',
  },
}
const fields = [
  { key: 'discipline', label: 'Discipline' },
  { key: 'zone', label: 'Zone' },
]

/** Says about a scheme what the server would, as far as these tests ask. */
function preview({ segments }: Scheme): SchemePreview {
  const counters = segments.filter(({ kind }) => kind === 'counter').length
  const flaws = segments.flatMap((segment, index) =>
    segment.kind === 'literal' && segment.text === '' ? [{ segment: index, message: 'A fixed text has at least one sign.' }] : [],
  )
  const ok = counters === 1 && flaws.length === 0
  return {
    ok,
    samples: ok ? [segments.map(({ kind }) => kind).join('/')] : [],
    flaws: counters === 1 ? flaws : [...flaws, { segment: null, message: 'A scheme has exactly one counter.' }],
    required: [],
    sequence: '',
    longest: 8,
  }
}

function draw(more: Partial<Parameters<typeof NumberingForm>[0]> = {}) {
  const onSave = vi.fn(() => Promise.resolve())
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const drawn = show(
    <QueryClientProvider client={client}>
      <NumberingForm
        numbering={numbering}
        fields={fields}
        previewKey={['test']}
        onPreview={(scheme) => Promise.resolve(preview(scheme))}
        onSave={onSave}
        refused={undefined}
        {...more}
      />
    </QueryClientProvider>,
  )
  return { onSave, ...drawn }
}
const save = () => screen.getByRole('button', { name: 'Save' })

// Finding elements by role in a form of this size takes a slow machine long.
vi.setConfig({ testTimeout: 30_000 })

describe('NumberingForm', () => {
  it('shows the numbers a changed order makes, and saves that order', async () => {
    const user = userEvent.setup()
    const { onSave } = draw()
    await screen.findByText('code/literal/counter')
    expect(save().hasAttribute('disabled')).toBe(true)
    screen.getByRole('button', { name: 'Move Code of Discipline, 1 of 3' }).focus()
    await user.keyboard('{ArrowDown}')
    await screen.findByText('literal/code/counter')
    await user.click(save())
    expect(onSave).toHaveBeenCalledWith({
      mode: 'automatic',
      scheme: {
        segments: [{ kind: 'literal', text: '-' }, { kind: 'code', field: 'discipline' }, { kind: 'counter', width: 4, start: 1 }],
        scope: 'combination',
      },
    })
  })
  it('tells a flaw at its segment and does not save it', async () => {
    const user = userEvent.setup()
    draw()
    await screen.findByText('code/literal/counter')
    await user.clear(screen.getByRole('textbox', { name: 'Text' }))
    const flaw = await screen.findByText('A fixed text has at least one sign.')
    expect(within(screen.getAllByRole('listitem').find((item) => item.contains(flaw)) ?? document.body).getByText('Fixed text')).toBeTruthy()
    expect(save().hasAttribute('disabled')).toBe(true)
    await user.click(screen.getByRole('button', { name: 'Discard the changes' }))
    await screen.findByText('code/literal/counter')
    expect(screen.queryByText('A fixed text has at least one sign.')).toBeNull()
  })
  it('takes a segment out, and says what the scheme lacks then', async () => {
    const user = userEvent.setup()
    draw()
    await user.click(await screen.findByRole('button', { name: 'Remove Counter' }))
    expect(await screen.findByText('A scheme has exactly one counter.')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Add a segment' }))
    await user.click(await screen.findByRole('menuitem', { name: /Counter/ }))
    expect(await screen.findByText('code/literal/counter')).toBeTruthy()
  })
  it('puts what the server refused to the segment it names', async () => {
    const user = userEvent.setup()
    const refusal = new Problem(422, 'invalid', 'Wrong.', { 'scheme.segments[1]': 'That sign is not allowed.' })
    draw({ onSave: () => Promise.reject(refusal) })
    await screen.findByText('code/literal/counter')
    await user.type(screen.getByRole('textbox', { name: 'Text' }), '/')
    await waitFor(() => expect(save().hasAttribute('disabled')).toBe(false))
    await user.click(save())
    expect(await screen.findByText('That sign is not allowed.')).toBeTruthy()
  })
  it('is shown and not offered where it may not be changed', () => {
    draw({ refused: 'A project admin can.' })
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull()
    expect(screen.getByRole('textbox', { name: 'Text' }).matches(':disabled')).toBe(true)
  })
  it('passes an accessibility check', async () => {
    const { container } = draw()
    await screen.findByText('code/literal/counter')
    expect((await axe.run(container)).violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html ?? ''}`)).toEqual([])
  })
})
