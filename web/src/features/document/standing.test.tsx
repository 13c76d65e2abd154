import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { act, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { beforeEach, expect, it, vi } from 'vitest'
import type { TransmittalRow, WorkflowItem } from '~/api/types'
import { Problem } from '~/lib/problem'
import { show } from '~/test-render'
import TransmittalsTab from './TransmittalsTab'
import WorkflowsTab from './WorkflowsTab'

const asked = vi.hoisted(() => vi.fn())
vi.mock('~/api/queries/transmittals', async (original) => ({
  ...(await original()),
  listTransmittals: (_: unknown, filter: object) => (cursor?: string) => asked('transmittals', { ...filter, cursor }),
}))
vi.mock('~/api/queries/runs', async (original) => ({
  ...(await original()),
  listWorkflows: (_: unknown, filter: object) => (cursor?: string) => asked('workflows', { ...filter, cursor }),
}))

const at = { org: 'harbour', project: 'prj_1' }
const sent: TransmittalRow = {
  id: 'trn_1',
  number: 'TRN-001',
  subject: 'Ground floor',
  purpose: 'For Review',
  state: 'issued',
  dated_on: '2026-11-20',
  issued_at: '2026-11-20T10:00:00Z',
  acknowledge_by: null,
  documents: 3,
  acknowledged: 'partial',
  overdue: true,
  receipts: { recipients: 4, asked: 3, answered: 1, mail_failed: 0 },
  revisions: ['P01', 'P02'],
  created_by: null,
  updated_at: '2026-11-20T10:00:00Z',
}
const run: WorkflowItem = {
  id: 'wfl_1',
  number: 'WF-001',
  title: 'Review of the ground floor',
  status: 'active',
  outcome: null,
  cancel_cause: null,
  round: 1,
  stage: 0,
  stage_name: 'Technical review',
  stage_count: 2,
  waits_for: { people: [{ id: 'mem_1', name: 'Bo Reed', company: null, outside: false }], more: 1, since: null },
  days_late: null,
  priority: 'medium',
  due_on: null,
  template_name: 'Review',
  revisions: ['P02'],
  initiator: null,
  started_at: '2026-11-20T10:00:00Z',
  ended_at: null,
}

async function draw(node: ReactNode) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const route = createRootRoute({ component: () => <QueryClientProvider client={client}>{node}</QueryClientProvider> })
  const router = createRouter({ routeTree: route, history: createMemoryHistory() })
  await act(async () => {
    show(<RouterProvider router={router as never} />)
    await router.load()
  })
}

beforeEach(() => {
  asked.mockReset()
})

it('lists the transmittals that sent a document, in the revisions they sent, and the next ones when asked', async () => {
  asked.mockImplementation((_, { cursor }) =>
    Promise.resolve(cursor ? { items: [{ ...sent, id: 'trn_2', number: 'TRN-002', state: 'recalled', acknowledged: 'not_applicable', overdue: false }], next: null } : { items: [sent], next: 'more' }),
  )
  await draw(<TransmittalsTab at={at} doc="doc_1" />)
  const row = await screen.findByRole('row', { name: 'TRN-001 · Ground floor' })
  for (const text of ['P01, P02', 'For Review', '1 of 3 acknowledged', 'Overdue']) expect(within(row).getByText(text)).toBeTruthy()
  expect(within(row).getByRole('link', { name: 'TRN-001' }).getAttribute('href')).toBe('/o/harbour/p/prj_1/transmittals/trn_1')
  expect(asked.mock.calls).toEqual([['transmittals', { document: 'doc_1', limit: 20, cursor: undefined }]])
  await userEvent.click(screen.getByRole('button', { name: 'Show more' }))
  expect(within(await screen.findByRole('row', { name: /TRN-002/ })).getByText('Recalled')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull()
})

it('lists the workflows of a document with whom they wait for', async () => {
  asked.mockResolvedValue({ items: [run, { ...run, id: 'wfl_2', number: 'WF-002', status: 'completed', outcome: 'rejected', waits_for: null }], next: null })
  await draw(<WorkflowsTab at={at} doc="doc_1" />)
  const row = await screen.findByRole('row', { name: 'WF-001 · Review of the ground floor' })
  for (const text of ['P02', 'Active', 'Technical review']) expect(within(row).getByText(text)).toBeTruthy()
  expect(within(row).getByTitle('Bo Reed and 1 more')).toBeTruthy()
  const over = screen.getByRole('row', { name: /WF-002/ })
  expect(within(over).getByText('Rejected')).toBeTruthy()
  // Where it was is no matter any more.
  expect(within(over).queryByText('Technical review')).toBeNull()
})

it('says that there are none, and what went wrong', async () => {
  asked.mockResolvedValue({ items: [], next: null })
  await draw(<WorkflowsTab at={at} doc="doc_1" />)
  expect(await screen.findByText('It has been in no workflow yet')).toBeTruthy()
  asked.mockRejectedValue(new Problem(503, 'unavailable', 'The server is busy.'))
  await draw(<TransmittalsTab at={at} doc="doc_2" />)
  expect(await screen.findByText('The server is busy.')).toBeTruthy()
})
