import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { useState } from 'react'
import { describe, expect, it } from 'vitest'
import { show } from '~/test-render'
import { moved, SortableList } from './SortableList'

function Example() {
  const [items, setItems] = useState(['Discipline', 'Type', 'Counter'])
  return (
    <SortableList
      label="Segments"
      items={items}
      getId={(item) => item}
      itemLabel={(item) => item}
      onMove={(from, to) => setItems((old) => moved(old, from, to))}
    >
      {(item) => <span>{item}</span>}
    </SortableList>
  )
}
const said = () => screen.getAllByRole('listitem').map((item) => item.textContent)

describe('SortableList', () => {
  it('is put in order by keyboard alone, keeps the focus and tells the new place', async () => {
    const user = userEvent.setup()
    show(<Example />)
    screen.getByRole('button', { name: 'Move Discipline, 1 of 3' }).focus()
    await user.keyboard('{ArrowDown}')
    expect(said()).toEqual(['Type', 'Discipline', 'Counter'])
    expect(screen.getByRole('status').textContent).toBe('Discipline is now 2 of 3.')
    await user.keyboard('{End}{ArrowDown}')
    expect(said()).toEqual(['Type', 'Counter', 'Discipline'])
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Move Discipline, 3 of 3' }))
  })
  it('has no handles when the order is fixed', () => {
    show(
      <SortableList label="Segments" items={['A']} getId={String} itemLabel={String}>
        {(item) => <span>{item}</span>}
      </SortableList>,
    )
    expect(screen.queryByRole('button')).toBeNull()
  })
  it('leaves in place what is fixed, and moves nothing past it', async () => {
    const user = userEvent.setup()
    const order: [number, number][] = []
    show(
      <SortableList
        label="Fields"
        items={['Ours', 'A', 'B']}
        getId={String}
        itemLabel={String}
        fixed={(item) => item === 'Ours'}
        onMove={(from, to) => order.push([from, to])}
      >
        {(item) => <span>{item}</span>}
      </SortableList>,
    )
    expect(screen.getAllByRole('button')).toHaveLength(2)
    screen.getByRole('button', { name: 'Move B, 3 of 3' }).focus()
    await user.keyboard('{Home}')
    screen.getByRole('button', { name: 'Move A, 2 of 3' }).focus()
    await user.keyboard('{ArrowUp}')
    expect(order).toEqual([[2, 1]])
  })
  it('passes an accessibility check', async () => {
    const { container } = show(<Example />)
    expect((await axe.run(container)).violations).toEqual([])
  })
  it('moves within its bounds', () => {
    expect(moved([1, 2, 3], 0, 9)).toEqual([2, 3, 1])
    expect(moved([1, 2, 3], 2, -1)).toEqual([3, 1, 2])
    expect(moved([1, 2, 3], 7, 0)).toEqual([1, 2, 3])
  })
})
