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
  measure: 'number',
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
  listed: null,
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
it('tells averages with how many they are of', async () => {
  const told = (count: number, value: number | null) => ({ count, value, link: null })
  const rows = [
    { code: 'a', label: 'Review', ...told(4, 12.5), cells: [] },
    { code: 'b', label: 'Reply', ...told(0, null), cells: [] },
  ]
  await shown({ ...report, measure: 'days', counts: 'workflows', dimensions: [{ key: 'template', label: 'Template' }], columns: [], rows, total: told(4, 12.5) })
  expect((await screen.findByRole('status')).textContent).toContain('12.5 d on average, of 4 workflows')
  const table = await screen.findByRole('region', { name: 'Documents by Template' })
  const text = within(table).getAllByRole('row').map((row) => [...row.children].map((one) => one.textContent))
  expect(text).toEqual([
    ['Template', 'Days', 'Workflows'],
    ['Review', '12.5 d', '4'],
    ['Reply', '–', '0'],
    ['Total', '12.5 d', '4'],
  ])
})
it('tells rows one by one, each leading to what it tells of', async () => {
  const columns = [
    { key: 'number', label: 'Number', holds: 'text' as const },
    { key: 'days', label: 'Days overdue', holds: 'number' as const },
  ]
  const rows = [{ cells: [{ text: 'WF-003' }, { number: 18 }], late: true, link: { list: 'workflow', query: { id: ['wfl_3'] } } }]
  await shown({ ...report, counts: 'items', rows: [], columns: [], total: cell(1), listed: { columns, rows, more: true } })
  expect((await screen.findByRole('link', { name: 'WF-003' })).getAttribute('href')).toBe('/o/harbour/p/prj_1/workflows/wfl_3')
  expect(screen.getByText(/The first 1 are shown/)).toBeTruthy()
})
