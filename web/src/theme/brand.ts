// The colour of the organisation one is in. Held outside of React, so that the theme at the very top can follow it.
import { useSyncExternalStore } from 'react'

export const OWN_BRAND = '#1f4f7a'

let brand = OWN_BRAND
const listeners = new Set<() => void>()

export function setBrand(colour: string | null | undefined) {
  const next = colour || OWN_BRAND
  if (next === brand) return
  brand = next
  for (const listener of listeners) listener()
}

export const useBrand = () =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => brand,
  )
