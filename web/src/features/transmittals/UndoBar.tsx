// For some minutes after it was issued nobody has been told; so long it can be made a draft again.
import { Alert, Button, Group, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import type { At } from '~/api/queries/project'
import { registerKey } from '~/api/queries/register'
import { transmittalQuery, transmittalsKey, undoTransmittal } from '~/api/queries/transmittals'
import type { Transmittal } from '~/api/types'
import { millis } from '~/lib/dates'
import { ErrorBox, Icon, toast } from '~/ui'
import classes from './transmittals.module.css'

/** "9:05", and "0:00" when the time is over. */
export function left(until: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((until - now) / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Makes a transmittal a draft again. */
export function useUndo(at: At) {
  const { t } = useTranslation('transmittals')
  const client = useQueryClient()
  return async (id: string) => {
    const draft = await undoTransmittal(at, id)
    client.setQueryData(transmittalQuery(at, id).queryKey, draft)
    void client.invalidateQueries({ queryKey: [...transmittalsKey(at), 'list'] })
    void client.invalidateQueries({ queryKey: [...transmittalsKey(at), 'owed'] })
    void client.invalidateQueries({ queryKey: registerKey(at) })
    toast(t('undo.done', { number: draft.number }))
  }
}

export function UndoBar({ at, transmittal }: { at: At; transmittal: Transmittal }) {
  const { t } = useTranslation('transmittals')
  const back = useUndo(at)
  const [now, setNow] = useState(() => Date.now())
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const until = transmittal.undo_until ? millis(transmittal.undo_until) : 0
  const running = until > now && may(transmittal.abilities, 'transmittal.undo')
  useEffect(() => {
    if (!running) return
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [running])
  if (!running) return null
  const undo = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await back(transmittal.id)
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }
  return (
    // It stays in sight however long the page is.
    <div className={classes['undo']}>
      <Alert color="gray" icon={<Icon name="pending" />} role="region" aria-label={t('undo.label')}>
        <Group justify="space-between" gap="xs">
          <Text>
            {t('undo.text')}{' '}
            <span className="numeric" role="timer">
              {t('undo.left', { time: left(until, now) })}
            </span>
          </Text>
          <Button variant="default" loading={busy} onClick={() => void undo()}>
            {t('undo.do')}
          </Button>
        </Group>
      </Alert>
      {error !== undefined && <ErrorBox error={error} />}
    </div>
  )
}
