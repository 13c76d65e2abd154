// The view that the register opens with, as this person chose it in this browser.
import { useLocalStorage } from '@mantine/hooks'
import type { QueryClient } from '@tanstack/react-query'
import type { At } from '~/api/queries/project'
import { viewsQuery } from '~/api/queries/register'
import { meQuery } from '~/api/queries/session'
import type { RegisterSearch } from './search'
import { fromView } from './views'

const keyOf = (at: At, person: string | undefined) => `wayleave.view.${at.org}.${at.project}.${person ?? ''}`

export function useFirstView(at: At, person: string | undefined): [string | undefined, (view: string | undefined) => void] {
  const [view, set, remove] = useLocalStorage<string>({
    key: keyOf(at, person),
    defaultValue: '',
    getInitialValueInEffect: false,
    serialize: (text) => text,
    deserialize: (text) => text ?? '',
  })
  return [view || undefined, (next) => (next ? set(next) : remove())]
}

/** The address of that view; undefined where none was chosen, or it is there no more. */
export async function firstView(client: QueryClient, at: At): Promise<RegisterSearch | undefined> {
  try {
    const me = await client.ensureQueryData(meQuery)
    const chosen = window.localStorage.getItem(keyOf(at, me.account.id))
    if (!chosen) return undefined
    const { items } = await client.ensureQueryData(viewsQuery(at))
    const view = items.find(({ id }) => id === chosen)
    return view && fromView(view.id, view.query)
  } catch {
    // Without its view the register is still the register.
    return undefined
  }
}
