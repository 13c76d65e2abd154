// Opens a dialog from anywhere in a page, without each list keeping state for each of its dialogs.
import { createContext, type ReactNode, Suspense, useContext, useState } from 'react'

type Render = (close: () => void) => ReactNode

const Open = createContext<(render: Render) => void>(() => undefined)

/** Gives a function that shows a dialog; what it draws is told how to close itself. */
export const useDialog = () => useContext(Open)

export function DialogProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<{ render: Render; key: number }>()
  const [open] = useState(
    () => (render: Render) => setShown((old) => ({ render, key: (old?.key ?? 0) + 1 })),
  )
  return (
    <Open.Provider value={open}>
      {children}
      {shown && <Suspense key={shown.key}>{shown.render(() => setShown(undefined))}</Suspense>}
    </Open.Provider>
  )
}
