// Long work, thing by thing: what, how much, how long still, and a cancel that works.
import { ActionIcon, Progress, Text } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import { bytes, timeLeft } from '~/lib/bytes'
import classes from './drop.module.css'
import { Icon } from './Icon'

export type ProgressItem = {
  id: string
  name: string
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  done: number
  total: number
  perSecond?: number
  error?: string | undefined
}

export function ProgressList({
  items,
  label,
  onCancel,
}: {
  items: ProgressItem[]
  label: string
  onCancel?: (id: string) => void
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
              {onCancel && (item.state === 'running' || item.state === 'waiting') ? (
                <ActionIcon
                  size="sm"
                  variant="subtle"
                  color="gray"
                  aria-label={t('progress.cancel', { name: item.name })}
                  onClick={() => onCancel(item.id)}
                >
                  <Icon name="close" size={14} />
                </ActionIcon>
              ) : (
                <span />
              )}
              {(item.state === 'running' || item.state === 'waiting') && (
                <Progress className={classes['bar'] ?? ''} size="xs" value={percent} aria-label={item.name} />
              )}
              {item.error && <span className={classes['error']}>{item.error}</span>}
            </li>
          )
        })}
      </ul>
    </>
  )
}
