import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { show } from '~/test-render'
import { BulkBar } from './BulkBar'

const ran: string[] = []
const actions = ['Edit', 'Lock', 'Restrict', 'Delete'].map((label) => ({
  label,
  refusal: label === 'Restrict' ? 'Only a Document Controller restricts.' : undefined,
  onRun: () => void ran.push(label),
}))
const media = window.matchMedia
afterEach(() => {
  window.matchMedia = media
})

it('has every action at a desk', () => {
  show(<BulkBar count={2} actions={actions} onClear={() => undefined} />)
  for (const { label } of actions) expect(screen.getByRole('button', { name: label })).toBeDefined()
})
it('has the first on a phone and the rest in a menu, with what may not be done and why', async () => {
  window.matchMedia = vi.fn((query: string) => ({ ...media(query), matches: true }))
  show(<BulkBar count={2} actions={actions} onClear={() => undefined} />)
  expect(screen.queryByRole('button', { name: 'Delete' })).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'More' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: /Only a Document Controller/ }))
  await userEvent.click(screen.getByRole('menuitem', { name: 'Delete' }))
  expect(ran).toEqual(['Delete'])
})
it('says in words why its only action cannot be done', () => {
  show(<BulkBar count={2} actions={[{ label: 'Send', refusal: 'They are owed different documents.', onRun: () => undefined }]} onClear={() => undefined} />)
  expect(screen.getByText('They are owed different documents.')).toBeDefined()
})
