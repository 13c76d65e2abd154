import { QueryClient } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { documentQuery } from '~/api/queries/register'
import { brought, changedOnly, outdated } from './currents'
import { type Sheet, warningsOf } from './draft'

const at = { org: 'acme', project: 'prj_1' }
const sheet = (id: string, revision: string, warnings: string[] = []): Sheet => ({
  document_id: id,
  number: id,
  title: 'Plan',
  revision_id: revision,
  revision: 'P01',
  status: 'for_review',
  warnings,
})
const plain = { status: 'approved', superseded: false, older: false, restricted: false }

it('warns of what should be looked at, as the server does', () => {
  expect(warningsOf(plain)).toEqual([])
  expect(warningsOf({ ...plain, status: 'draft', restricted: true })).toEqual(['draft', 'restricted'])
  expect(warningsOf({ ...plain, status: 'rejected', older: true })).toEqual(['rejected', 'older_revision'])
  expect(warningsOf({ ...plain, older: true, superseded: true })).toEqual(['superseded'])
  expect(warningsOf({ ...plain, status: 'superseded', older: true })).toEqual(['superseded'])
})
it('takes the current revision of what is outdated and asks for nothing else', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
  const revision = (id: string, code: string, current: boolean, acceptance = 'accepted') => ({ id, code, status: 'draft', current, acceptance })
  client.setQueryData(documentQuery(at, 'A').queryKey, {
    status: 'draft',
    restricted: true,
    revisions: [revision('rev_9', 'P03', false, 'pending'), revision('rev_2', 'P02', true), revision('rev_1', 'P01', false)],
  } as never)
  const kept = sheet('B', 'rev_5')
  const [first, second] = await brought(client, at, [sheet('A', 'rev_1', ['older_revision']), kept])
  expect(first).toMatchObject({ revision_id: 'rev_2', revision: 'P02', warnings: ['draft', 'restricted'] })
  expect(second).toBe(kept)
  expect(first && outdated(first)).toBe(false)
})
it('leaves out what went out before as it is', () => {
  const sent = [sheet('A', 'rev_1'), sheet('B', 'rev_5')]
  expect(changedOnly([sheet('A', 'rev_2'), sheet('B', 'rev_5'), sheet('C', 'rev_7')], sent).map(({ number }) => number)).toEqual(['A', 'C'])
})
