// What a Document Controller makes of a request: each change taken, altered or undone.
import type { EditChange } from '~/api/types'

export type Decision = { [field: string]: { taken: boolean; value: string } }

export const asWished = (changes: EditChange[]): Decision =>
  Object.fromEntries(changes.map(({ field, wished }) => [field, { taken: true, value: wished }]))

export const taken = (decision: Decision) => Object.values(decision).filter((one) => one.taken).length

/** What goes to the server: nothing when everything is taken as wished, else exactly what is taken. */
export function toChanges(changes: EditChange[], decision: Decision): Record<string, string> | undefined {
  const whole = changes.every(({ field, wished }) => decision[field]?.taken && decision[field].value === wished)
  if (whole) return undefined
  return Object.fromEntries(
    changes.flatMap(({ field }) => {
      const one = decision[field]
      return one?.taken ? [[field, one.value]] : []
    }),
  )
}
