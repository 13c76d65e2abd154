import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { act, cleanup, screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { expect, it } from 'vitest'
import type { DocumentRow } from '~/api/types'
import { show } from '~/test-render'
import { FormalCell, FormalMarks } from './formal'

const at = { org: 'harbour', project: 'prj_1' }
type Done = Pick<DocumentRow, 'issued' | 'last_sent' | 'workflow'>
const done: Done = {
  issued: { id: 'trn_1', number: 'TRN-004', revision: 'P02', at: '2026-11-12T09:00:00Z' },
  last_sent: { id: 'trn_2', number: 'TRN-007', revision: 'P03', at: '2026-11-20T09:00:00Z' },
  workflow: { id: 'wfl_1', number: 'WF-003', title: 'Stairs', status: 'active', stage: 'Check', days_late: 2 },
}
const nothing: Done = { issued: null, last_sent: null, workflow: null }

async function drawn(part: ReactNode) {
  const rootRoute = createRootRoute({ component: () => <main>{part}</main> })
  const router = createRouter({ routeTree: rootRoute, history: createMemoryHistory() })
  await act(async () => {
    show(<RouterProvider router={router as never} />)
    await router.load()
  })
  return screen.findByRole('main')
}

it('says in a cell what was done, and leads to it', async () => {
  const main = await drawn(
    <>
      <p><FormalCell at={at} document={done} what="issued" /></p>
      <p><FormalCell at={at} document={done} what="sent" /></p>
      <p><FormalCell at={at} document={done} what="workflow" /></p>
    </>,
  )
  const [issued, sent, workflow] = [...main.querySelectorAll('p')].map((part) => part.textContent)
  expect(issued).toMatch(/^P02 · TRN-004 · .*12/)
  expect(sent).toMatch(/^P03 · TRN-007 · .*20/)
  expect(workflow).toMatch(/^WF-003 Check .*2/)
  expect(screen.getByRole('link', { name: 'TRN-004' }).getAttribute('href')).toBe('/o/harbour/p/prj_1/transmittals/trn_1')
  expect(screen.getByRole('link', { name: 'WF-003' }).getAttribute('href')).toBe('/o/harbour/p/prj_1/workflows/wfl_1')
})
it('says on the document that it was issued and in which workflow it is, and nothing where nothing was done', async () => {
  const main = await drawn(<FormalMarks at={at} document={done} />)
  expect(main.textContent).toMatch(/^Issued P02 · TRN-004 · .*WF-003 · Check$/)
  cleanup()
  const cell = await drawn(<FormalCell at={at} document={nothing} what="issued" />)
  expect(cell.textContent).toBe('')
})
