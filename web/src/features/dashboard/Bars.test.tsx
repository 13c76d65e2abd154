import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { show } from '~/test-render'
import { Bars } from './Bars'

const bar = (at: number, count: number) => ({ key: `D${at}`, label: `Type ${at}`, count, to: undefined })
const bars = Array.from({ length: 11 }, (_, at) => bar(at, 100 - at))

it('is a table whose rows say their name and number', () => {
  show(<Bars caption="By type" unit="Type" bars={bars.slice(0, 2)} />)
  const rows = within(screen.getByRole('table', { name: 'By type' })).getAllByRole('row')
  expect(rows.map((row) => row.textContent)).toEqual(['TypeDocuments', 'Type 0100', 'Type 199'])
})
it('shows the most frequent first and the rest when asked', async () => {
  show(<Bars caption="By type" unit="Type" bars={bars} />)
  expect(screen.queryByRole('rowheader', { name: 'Type 10' })).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Show all 11' }))
  expect(screen.getByRole('rowheader', { name: 'Type 10' })).toBeTruthy()
})
it('is as long as its share of the longest', () => {
  const { container } = show(<Bars caption="By type" unit="Type" bars={[bar(0, 100), bar(1, 25)]} />)
  const shares = [...container.querySelectorAll<HTMLElement>('[aria-hidden]')].map((bar) => bar.style.getPropertyValue('--share'))
  expect(shares).toEqual(['1', '0.25'])
})
