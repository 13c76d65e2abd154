import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { show } from '~/test-render'
import { FacetFilter } from './FacetFilter'

const onChosen = vi.fn()
const onOpen = vi.fn()
const choices = Array.from({ length: 12 }, (_, at) => ({ value: `Z${at}`, label: `Zone ${at}`, count: 100 - at }))

async function opened(chosen: string[]) {
  show(<FacetFilter label="Zone" choices={choices} chosen={chosen} onChosen={onChosen} onOpen={onOpen} />)
  await userEvent.click(screen.getByRole('button', { name: /^Zone/ }))
}

it('counts beside each value, and is asked for the counts when it opens', async () => {
  await opened([])
  expect(onOpen).toHaveBeenCalledOnce()
  expect(screen.getByRole('checkbox', { name: 'Zone 3' }).closest('li')?.textContent).toBe('Zone 397')
})
it('finds a value, adds it to the others and takes them away', async () => {
  await opened(['Z1'])
  await userEvent.type(screen.getByRole('textbox', { name: 'Find a value' }), 'one 11')
  await userEvent.click(screen.getByRole('checkbox', { name: 'Zone 11' }))
  expect(onChosen).toHaveBeenLastCalledWith(['Z1', 'Z11'])
  await userEvent.click(screen.getByRole('button', { name: 'Clear' }))
  expect(onChosen).toHaveBeenLastCalledWith([])
})
it('keeps a chosen value that nothing is left of', async () => {
  await opened(['gone'])
  expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'gone' }).checked).toBe(true)
})
