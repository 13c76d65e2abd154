import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { show } from '~/test-render'
import { ColumnChooser } from './ColumnChooser'

const columns = [
  { key: 'number', header: 'Number', width: '1px', pinned: 'start' as const },
  { key: 'title', header: 'Title', width: '1px' },
  { key: 'rev', header: 'Rev', width: '1px' },
  { key: 'zone', header: 'Zone', width: '1px', optional: true },
]
const onChosen = vi.fn()
const onComfortable = vi.fn()
const onReset = vi.fn()

async function opened(chosen?: string[], reset = false) {
  show(
    <ColumnChooser
      columns={columns}
      chosen={chosen}
      onChosen={onChosen}
      comfortable={false}
      onComfortable={onComfortable}
      onReset={reset ? onReset : undefined}
    />,
  )
  await userEvent.click(screen.getByRole('button', { name: 'Columns' }))
}

it('offers every column that is not fixed, those shown first', async () => {
  await opened(['zone', 'rev', 'gone'])
  expect(screen.getAllByRole('checkbox').map((box) => box.closest('li')?.textContent)).toEqual(['Zone', 'Rev', 'Title'])
})
it('adds, takes away and moves', async () => {
  await opened()
  await userEvent.click(screen.getByRole('checkbox', { name: 'Zone' }))
  expect(onChosen).toHaveBeenLastCalledWith(['title', 'rev', 'zone'])
  await userEvent.click(screen.getByRole('checkbox', { name: 'Title' }))
  expect(onChosen).toHaveBeenLastCalledWith(['rev'])
  await userEvent.click(screen.getByRole('button', { name: 'Rev further to the front' }))
  expect(onChosen).toHaveBeenLastCalledWith(['rev', 'title'])
})
it('changes the height of the rows and takes everything back', async () => {
  await opened(['rev'], true)
  await userEvent.click(screen.getByText('Comfortable'))
  expect(onComfortable).toHaveBeenCalledWith(true)
  await userEvent.click(screen.getByRole('button', { name: 'As they were at first' }))
  expect(onReset).toHaveBeenCalled()
})
