import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { useState } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { nothing, type Selection } from '~/lib/selection'
import { show } from '~/test-render'
import { type Column, DataTable, type DataTableProps } from './DataTable'

type Row = { id: string; name: string }
const many = (count: number, from = 0): Row[] =>
  Array.from({ length: count }, (_, index) => ({ id: `r${from + index}`, name: `Row ${from + index}` }))
const columns: Column<Row>[] = [{ key: 'name', header: 'Name', width: '1fr', sort: 'name', cell: (row) => row.name }]

function Example(props: Partial<DataTableProps<Row>> & { onChosen?: (selection: Selection) => void }) {
  const [selection, setSelection] = useState<Selection>(nothing)
  return (
    <DataTable
      label="Things"
      columns={columns}
      rows={many(200)}
      getId={(row) => row.id}
      rowLabel={(row) => row.name}
      phone={(row) => ({ first: row.name, second: null })}
      empty={<p>Nothing here</p>}
      selection={selection}
      onSelection={(next) => {
        setSelection(next)
        props.onChosen?.(next)
      }}
      {...props}
    />
  )
}
const row = (name: string) => screen.getByRole('row', { name })

const chosen = (spy: { mock: { lastCall?: unknown[] | undefined } }) => [...(spy.mock.lastCall?.[0] as Selection)]

describe('DataTable', () => {
  it('draws only the rows in view', () => {
    show(<Example rows={many(10_000)} />)
    expect(screen.getAllByRole('row').length).toBeLessThan(80)
    expect(screen.getByRole('grid', { name: 'Things' }).getAttribute('aria-rowcount')).toBe('10001')
  })
  it('is walked, chosen from and opened by keyboard', async () => {
    const user = userEvent.setup()
    const onOpen = vi.fn()
    const onChosen = vi.fn()
    show(<Example onOpen={onOpen} onChosen={onChosen} />)
    row('Row 0').focus()
    await user.keyboard('{ArrowDown}{ArrowDown}')
    expect(document.activeElement).toBe(row('Row 2'))
    await user.keyboard(' ')
    expect(chosen(onChosen)).toEqual(['r2'])
    await user.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}')
    expect(chosen(onChosen)).toEqual(['r2', 'r3', 'r4'])
    await user.keyboard('{Enter}')
    expect(onOpen).toHaveBeenCalledWith({ id: 'r4', name: 'Row 4' })
  })
  it('keeps the selection when other rows are loaded', async () => {
    const user = userEvent.setup()
    const onChosen = vi.fn()
    const { rerender } = show(<Example onChosen={onChosen} />)
    await user.click(within(row('Row 1')).getByRole('checkbox'))
    rerender(<Example onChosen={onChosen} rows={many(5, 500)} />)
    await user.click(within(row('Row 501')).getByRole('checkbox'))
    expect(chosen(onChosen)).toEqual(['r1', 'r501'])
  })
  it('asks for the next page near the end, once at a time', () => {
    const onLoadMore = vi.fn()
    show(<Example rows={many(10)} hasMore onLoadMore={onLoadMore} />)
    expect(onLoadMore).toHaveBeenCalled()
    onLoadMore.mockClear()
    show(<Example rows={many(10)} hasMore loadingMore onLoadMore={onLoadMore} />)
    expect(onLoadMore).not.toHaveBeenCalled()
  })
  it('does not hammer a server whose next page failed', async () => {
    const onLoadMore = vi.fn()
    show(<Example rows={many(10)} hasMore failedMore onLoadMore={onLoadMore} />)
    expect(onLoadMore).not.toHaveBeenCalled()
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(onLoadMore).toHaveBeenCalledOnce()
  })
  it('says what it is sorted by and turns it round', async () => {
    const onSort = vi.fn()
    show(<Example sort={{ key: 'name', descending: false }} onSort={onSort} />)
    expect(screen.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('ascending')
    await userEvent.click(screen.getByRole('button', { name: 'Name' }))
    expect(onSort).toHaveBeenCalledWith({ key: 'name', descending: true })
  })
  it('is honest when empty, loading or failed', () => {
    const first = show(<Example rows={[]} />)
    expect(screen.getByText('Nothing here')).toBeTruthy()
    first.unmount()
    const second = show(<Example rows={[]} loading />)
    expect(screen.queryByText('Nothing here')).toBeNull()
    expect(screen.getByRole('grid').getAttribute('aria-busy')).toBe('true')
    second.unmount()
    show(<Example rows={[]} error={new Error('The server said no.')} />)
    expect(screen.getByRole('alert').textContent).toContain('The server said no.')
    expect(screen.queryByText('Nothing here')).toBeNull()
  })
  it('has no accessibility faults', async () => {
    const { container } = show(<Example rows={many(5)} />)
    const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } })
    expect(violations).toEqual([])
  })
})
