// Who is here, and which organisation they were in last.
import type { QueryClient } from '@tanstack/react-query'
import { redirect } from '@tanstack/react-router'
import type { Me } from '~/api/types'
import { meQuery } from '~/api/queries/session'
import { isProblem } from '~/lib/problem'

const KEY = 'wayleave.organisation'

export function lastOrganisation(me: Me): string | undefined {
  const slugs = me.organisations.map((organisation) => organisation.slug)
  const remembered = localStorage.getItem(KEY)
  return slugs.find((slug) => slug === remembered) ?? slugs[0]
}

export const rememberOrganisation = (slug: string) => localStorage.setItem(KEY, slug)

/** The person, or the way to the sign-in page and back. */
export async function requireMe(client: QueryClient, next?: string): Promise<Me> {
  try {
    return await client.ensureQueryData(meQuery)
  } catch (error) {
    if (isProblem(error) && error.status === 401) {
      throw redirect({ to: '/sign-in', search: next && next !== '/' ? { next } : {} })
    }
    throw error
  }
}
