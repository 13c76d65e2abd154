// What the page that is open offers, so that the palette can offer it too.
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import type { Action } from './actions'

type Registry = { actions: Action[]; register: (owner: object, actions: Action[] | undefined) => void }

const Context = createContext<Registry>({ actions: [], register: () => undefined })

export function ActionRegistry({ children }: { children: ReactNode }) {
  const [owners, setOwners] = useState(new Map<object, Action[]>())
  const [register] = useState(() => (owner: object, actions: Action[] | undefined) => {
    setOwners((old) => {
      const next = new Map(old)
      if (actions) next.set(owner, actions)
      else next.delete(owner)
      return next
    })
  })
  return <Context.Provider value={{ actions: [...owners.values()].flat(), register }}>{children}</Context.Provider>
}

export const useRegisteredActions = () => useContext(Context).actions

/** Offers these actions for as long as the component is on the screen. */
export function useActions(actions: Action[]) {
  const { register } = useContext(Context)
  const [owner] = useState(() => ({}))
  const signature = actions.map((action) => `${action.id}:${action.label}:${action.refusal ?? ''}`).join('|')
  useEffect(() => {
    register(owner, actions)
    return () => register(owner, undefined)
    // The list is new on every render; its signature tells whether it says anything new.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [register, owner, signature])
}
