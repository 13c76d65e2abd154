// Asks before anything that cannot be undone, and says what will follow from it.
import { Button, Group, List, Modal, Stack, Text } from '@mantine/core'
import { createContext, type ReactNode, useContext, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorBox } from './ErrorBox'

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
  const { t } = useTranslation('ui')
  const [question, setQuestion] = useState<Question>()
  const [opened, setOpened] = useState(false)
  const [running, setRunning] = useState(false)
  const [error, setError] = useState<unknown>()
  const answer = useRef<(value: boolean) => void>(() => undefined)

  const ask = (next: Question) => {
    answer.current(false)
    setQuestion(next)
    setError(undefined)
    setOpened(true)
    return new Promise<boolean>((resolve) => {
      answer.current = resolve
    })
  }
  const finish = (value: boolean) => {
    setOpened(false)
    answer.current(value)
  }
  async function accept() {
    if (!question?.run) return finish(true)
    setRunning(true)
    setError(undefined)
    try {
      await question.run()
      finish(true)
    } catch (problem) {
      setError(problem)
    } finally {
      setRunning(false)
    }
  }

  return (
    <Ask.Provider value={ask}>
      {children}
      <Modal opened={opened} onClose={() => finish(false)} title={question?.title} closeButtonProps={{ 'aria-label': t('close') }}>
        <Stack gap="md">
          {question?.text && <Text>{question.text}</Text>}
          {question?.consequences && question.consequences.length > 0 && (
            <List>
              {question.consequences.map((line) => (
                <List.Item key={line}>{line}</List.Item>
              ))}
            </List>
          )}
          {error !== undefined && <ErrorBox error={error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => finish(false)} data-autofocus>
              {t('cancel')}
            </Button>
            <Button loading={running} onClick={accept} {...(question?.danger ? { color: 'red' } : {})}>
              {question?.action}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Ask.Provider>
  )
}
