import { QueryClient } from '@tanstack/react-query'
import { beforeEach, expect, it } from 'vitest'
import { viewsQuery } from '~/api/queries/register'
import { meQuery } from '~/api/queries/session'
import { firstView } from './first-view'

const at = { org: 'quay', project: 'prj_1' }

function client(): QueryClient {
  const client = new QueryClient()
  client.setQueryData(meQuery.queryKey, { account: { id: 'acc_1' } } as never)
  const query = { q: 'deck', filters: { status: ['draft'] }, sort: '', columns: [] }
  client.setQueryData(viewsQuery(at).queryKey, { items: [{ id: 'viw_1', query }], abilities: {} } as never)
  return client
}

beforeEach(() => window.localStorage.clear())

it('opens the register with the view that this person chose', async () => {
  expect(await firstView(client(), at)).toBeUndefined()
  window.localStorage.setItem('wayleave.view.quay.prj_1.acc_1', 'viw_1')
  expect(await firstView(client(), at)).toMatchObject({ view: 'viw_1', q: 'deck', status: 'draft' })
  expect(await firstView(client(), { ...at, project: 'prj_2' })).toBeUndefined()
})
it('opens it as it is when that view is there no more', async () => {
  window.localStorage.setItem('wayleave.view.quay.prj_1.acc_1', 'viw_gone')
  expect(await firstView(client(), at)).toBeUndefined()
})
