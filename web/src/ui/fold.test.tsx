import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { useState } from 'react'
import { expect, it, vi } from 'vitest'
import { nothing, type Selection } from '~/lib/selection'
import { show } from '~/test-render'
import { type Column, DataTable } from './DataTable'

type Row = { id: string; older: string[] }
const rows: Row[] = [{ id: 'A-101', older: ['P02', 'P01'] }, { id: 'A-102', older: [] }]
const columns: Column<Row>[] = [
  { key: 'number', header: 'Number', width: '120px', cell: (row) => row.id },
  { key: 'rev', header: 'Rev', width: '60px', cell: () => 'P03' },
]
const onOpen = vi.fn()
const onOlder = vi.fn()
const onChosen = vi.fn()
const onResize = vi.fn()

function Example({ loaded = true }: { loaded?: boolean }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const [selection, setSelection] = useState<Selection>(nothing)
  return (
    <DataTable<Row, string>
      label="Register"
      columns={columns}
      rows={rows}
      getId={(row) => row.id}
      rowLabel={(row) => row.id}
      phone={(row) => ({ first: row.id, second: null })}
      empty={null}
      onOpen={(row) => onOpen(row.id)}
      selection={selection}
      onSelection={(next) => {
        setSelection(next)
        onChosen([...next])
      }}
      onResize={onResize}
      fold={{
        has: (row) => row.older.length > 0,
        open,
        onToggle: (id) => setOpen(open.has(id) ? new Set() : new Set([id])),
        lines: (row) => (loaded ? row.older : undefined),
        getId: (code) => code,
        label: (code, row) => `${row.id}, revision ${code}`,
        cell: (code, column) => (column === 'rev' ? code : null),
        onOpen: (code, row) => onOlder(row.id, code),
        button: (row) => `Older revisions of ${row.id}`,
      }}
    />
  )
}
const row = (name: string) => screen.getByRole('row', { name })

it('folds older lines out and in by keyboard, and opens one', async () => {
  const user = userEvent.setup()
  const { container } = show(<Example />)
  expect(row('A-101').getAttribute('aria-expanded')).toBe('false')
  expect(row('A-102').hasAttribute('aria-expanded')).toBe(false)
  row('A-101').focus()
  await user.keyboard('{ArrowRight}')
  expect(row('A-101').getAttribute('aria-expanded')).toBe('true')
  await user.keyboard('{ArrowDown}{ArrowDown}')
  expect(document.activeElement).toBe(row('A-101, revision P01'))
  await user.keyboard('{Enter}')
  expect(onOlder).toHaveBeenCalledWith('A-101', 'P01')
  // What is folded out is no row of the list, so that it cannot be chosen.
  await user.keyboard(' ')
  expect(onChosen).not.toHaveBeenCalled()
  const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } })
  expect(violations).toEqual([])
  await user.keyboard('{ArrowLeft}')
  expect(document.activeElement).toBe(row('A-101'))
  await user.keyboard('{ArrowLeft}')
  expect(screen.queryByRole('row', { name: 'A-101, revision P01' })).toBeNull()
})
it('folds out at the button, and says so while the lines load', async () => {
  show(<Example loaded={false} />)
  onOpen.mockClear()
  await userEvent.click(screen.getByRole('button', { name: 'Older revisions of A-101' }))
  expect(row('Loading…')).toBeTruthy()
  expect(onOpen).not.toHaveBeenCalled()
})
it('chooses with x as with space', async () => {
  const user = userEvent.setup()
  show(<Example />)
  row('A-102').focus()
  await user.keyboard('x')
  expect(onChosen).toHaveBeenLastCalledWith(['A-102'])
  await user.keyboard(' ')
  expect(onChosen).toHaveBeenLastCalledWith([])
})
it('makes a column wider by keyboard', async () => {
  show(<Example />)
  const edge = screen.getByRole('separator', { name: 'Width of Number' })
  edge.focus()
  await userEvent.keyboard('{ArrowRight}')
  expect(onResize).toHaveBeenCalledWith('number', expect.any(Number))
})
