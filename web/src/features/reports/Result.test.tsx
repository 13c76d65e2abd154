import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { act } from 'react'
import { expect, it } from 'vitest'
import type { Report, ReportCell } from '~/api/types'
import { show } from '~/test-render'
import { Result } from './Result'

const at = { org: 'harbour', project: 'prj_1' }
const cell = (count: number, query?: Record<string, string[]>): ReportCell => ({ count, link: query ? { list: 'documents', query } : null })
const report: Report = {
  metric: { key: 'document_count', label: 'Documents' },
  counts: 'documents',
  at: '2026-11-22T10:00:00Z',
  timezone: 'UTC',
  conditions: [{ label: 'Zone', value: 'North' }],
  dimensions: [
    { key: 'status', label: 'Status' },
    { key: 'discipline', label: 'Discipline' },
  ],
  columns: [
    { code: 'ARC', label: 'Architecture', ...cell(3, { discipline: ['ARC'] }) },
    { code: '', label: '', ...cell(1) },
  ],
  rows: [
    { code: 'draft', label: 'Draft', ...cell(3, { status: ['draft'] }), cells: [cell(3, { status: ['draft'], discipline: ['ARC'] }), cell(0)] },
    { code: null, label: '4 others', ...cell(1), cells: [cell(0), cell(1)] },
  ],
  total: cell(4, {}),
  more: false,
  hints: [],
}

async function shown(value: Report) {
  const root = createRootRoute({ component: () => <Result at={at} report={value} />, notFoundComponent: () => <Result at={at} report={value} /> })
  const router = createRouter({ routeTree: root, history: createMemoryHistory({ initialEntries: ['/'] }) })
  await act(() => router.load())
  show(<RouterProvider router={router as never} />)
  return router
}

it('is a table with totals whose numbers lead to what they count', async () => {
  const router = await shown(report)
  const table = await screen.findByRole('table', { name: /Documents by .*Status.*Discipline/ })
  const rows = within(table)
    .getAllByRole('row')
    .map((row) => [...row.children].map((one) => one.textContent))
  expect(rows.at(0)).toEqual(['Status', 'Architecture', 'None', 'Total'])
  expect(rows.at(1)).toEqual(['Draft', '3', '0', '3'])
  expect(rows.at(2)).toEqual(['4 others', '0', '1', '1'])
  expect(rows.at(-1)).toEqual(['Total', '3', '1', '4'])
  const number = within(table).getByRole('link', { name: 'Draft, Architecture: 3' })
  expect(number.getAttribute('href')).toBe('/o/harbour/p/prj_1/register?status=draft&discipline=ARC')
  await userEvent.click(number)
  expect(router.state.location.pathname).toBe('/o/harbour/p/prj_1/register')
})
it('says so when nothing is counted', async () => {
  await shown({ ...report, rows: [], columns: [], total: cell(0) })
  expect(await screen.findByText('Nothing to count')).toBeTruthy()
  expect(screen.queryByRole('table')).toBeNull()
})
it('says that numbers are lower bounds', async () => {
  await shown({ ...report, more: true })
  expect((await screen.findByRole('status')).textContent).toContain('at least 4 documents')
})
