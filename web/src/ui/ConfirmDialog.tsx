// The dialog of a question.
import { Button, Group, List, Modal, Stack, Text } from '@mantine/core'
import '~/theme/late.css'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Question } from './Confirm'
import { ErrorBox } from './ErrorBox'

export default function ConfirmDialog({
  question,
  opened,
  onAnswer,
}: {
  question: Question
  opened: boolean
  onAnswer: (value: boolean) => void
}) {
  const { t } = useTranslation('ui')
  const [running, setRunning] = useState(false)
  const [failed, setFailed] = useState<{ question: Question; error: unknown }>()

  async function accept() {
    if (!question.run) return onAnswer(true)
    setRunning(true)
    setFailed(undefined)
    try {
      await question.run()
      onAnswer(true)
    } catch (error) {
      setFailed({ question, error })
    } finally {
      setRunning(false)
    }
  }

  return (
    <Modal
      opened={opened}
      onClose={() => onAnswer(false)}
      title={question.title}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack gap="md">
        {question.text && <Text>{question.text}</Text>}
        {question.consequences && question.consequences.length > 0 && (
          <List>
            {question.consequences.map((line) => (
              <List.Item key={line}>{line}</List.Item>
            ))}
          </List>
        )}
        {failed?.question === question && <ErrorBox error={failed.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => onAnswer(false)} data-autofocus>
            {t('cancel')}
          </Button>
          <Button loading={running} onClick={() => void accept()} {...(question.danger ? { color: 'red' } : {})}>
            {question.action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
