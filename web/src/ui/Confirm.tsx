// Asks before anything that cannot be undone, and says what will follow from it.
import { createContext, lazy, type ReactNode, Suspense, useContext, useRef, useState } from 'react'

const ConfirmDialog = lazy(() => import('./ConfirmDialog'))

export type Question = {
  title: string
  text?: ReactNode
  consequences?: string[]
  action: string
  danger?: boolean
  /** Runs while the dialog is open, so that a failure is told where it was asked for. */
  run?: () => Promise<unknown>
}

const Ask = createContext<(question: Question) => Promise<boolean>>(() => Promise.resolve(false))

/** Gives a function that asks and resolves to what was answered. */
export const useConfirm = () => useContext(Ask)

export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question>()
  const [opened, setOpened] = useState(false)
  const answer = useRef<(value: boolean) => void>(() => undefined)
  const [ask] = useState(() => (next: Question) => {
    answer.current(false)
    setQuestion(next)
    setOpened(true)
    return new Promise<boolean>((resolve) => {
      answer.current = resolve
    })
  })
  return (
    <Ask.Provider value={ask}>
      {children}
      {question && (
        <Suspense fallback={null}>
          <ConfirmDialog
            question={question}
            opened={opened}
            onAnswer={(value) => {
              setOpened(false)
              answer.current(value)
            }}
          />
        </Suspense>
      )}
    </Ask.Provider>
  )
}
