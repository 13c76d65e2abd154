// What follows every change made to a document in a dialog.
import { useQueryClient } from '@tanstack/react-query'
import type { At } from '~/api/queries/project'
import { registerKey } from '~/api/queries/register'
import { toast } from '~/ui'

/** Brings the register up to date, then says what was done. */
export function useChanged(at: At) {
  const client = useQueryClient()
  return async (message: string) => {
    await client.invalidateQueries({ queryKey: registerKey(at) })
    toast(message)
  }
}
