// What the drafts of the person who is signed in are kept under.
import { useSuspenseQuery } from '@tanstack/react-query'
import { draftName } from '~/lib/drafts'
import { meQuery } from './queries/session'

export const useDraftName = (what: string) => draftName(useSuspenseQuery(meQuery).data.account.id, what)
