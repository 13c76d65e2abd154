// Long work, thing by thing: what, how much, how long still, and a cancel that works.
import { ActionIcon, Progress, Text } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import { bytes, timeLeft } from '~/lib/bytes'
import classes from './drop.module.css'
import { Icon, type IconName } from './Icon'

export type ProgressItem = {
  id: string
  name: string
  state: 'waiting' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled'
  done: number
  total: number
  perSecond?: number
  error?: string | undefined
  /** What is the matter without being an end. */
  note?: string | undefined
  pausable?: boolean | undefined
}

export function ProgressList({
  items,
  label,
  onCancel,
  onPause,
  onResume,
  onRetry,
}: {
  items: ProgressItem[]
  label: string
  onCancel?: (id: string) => void
  onPause?: (id: string) => void
  onResume?: (id: string) => void
  onRetry?: (id: string) => void
}) {
  const { t, i18n } = useTranslation('ui')
  const finished = items.filter((item) => item.state === 'done').length
  return (
    <>
      <span className="visually-hidden" role="status">
        {t('progress.of', { done: finished, total: items.length })}
      </span>
      <ul className={classes['progress']} aria-label={label}>
        {items.map((item) => {
          const left =
            item.state === 'running' ? timeLeft(item.total - item.done, item.perSecond ?? 0, i18n.language) : undefined
          const moving = item.state === 'running' || item.state === 'waiting' || item.state === 'paused'
          const act = (word: 'pause' | 'resume' | 'retry' | 'cancel', icon: IconName, onClick: (id: string) => void) => (
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              aria-label={t(`progress.${word}`, { name: item.name })}
              onClick={() => onClick(item.id)}
            >
              <Icon name={icon} size={14} />
            </ActionIcon>
          )
          const percent = item.total === 0 ? 0 : Math.round((item.done / item.total) * 100)
          return (
            <li key={item.id}>
              <Text className="clip">{item.name}</Text>
              <Text size="xs" c="dimmed" className="numeric">
                {item.state === 'running'
                  ? t('progress.of', { done: bytes(item.done, i18n.language), total: bytes(item.total, i18n.language) })
                  : t(`progress.${item.state}`)}
                {left && ` · ${t('progress.left', { time: left })}`}
              </Text>
              <span className={classes['acts']}>
                {onPause && item.pausable && item.state === 'running' && act('pause', 'pause', onPause)}
                {onResume && item.state === 'paused' && act('resume', 'play', onResume)}
                {onRetry && item.state === 'failed' && act('retry', 'again', onRetry)}
                {onCancel && (moving || (onRetry && item.state === 'failed')) && act('cancel', 'close', onCancel)}
              </span>
              {moving && (
                <Progress className={classes['bar'] ?? ''} size="xs" value={percent} aria-label={item.name} />
              )}
              {item.note && !item.error && <span className={classes['note']}>{item.note}</span>}
              {item.error && <span className={classes['error']}>{item.error}</span>}
            </li>
          )
        })}
      </ul>
    </>
  )
}
