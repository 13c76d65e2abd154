// Reading what the server says a person may do. No rule is worked out here.
import type { Abilities } from './types'

/** True when at least one of the actions is allowed. */
export const may = (abilities: Abilities | undefined, ...actions: string[]) =>
  actions.some((action) => abilities?.[action]?.allowed ?? false)

/** Why not; undefined when it is allowed. */
export function refusal(abilities: Abilities | undefined, action: string, otherwise: string): string | undefined {
  const ability = abilities?.[action]
  if (ability?.allowed) return undefined
  return ability?.reason ?? otherwise
}

/** What will follow from an allowed action, such as "goes to a Document Controller for approval". */
export const condition = (abilities: Abilities | undefined, action: string) => abilities?.[action]?.condition ?? undefined
