// A moment: relative within a week, the day beyond it, the whole of it on hover.
import { Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { absolute, millis, shown } from '~/lib/dates'

/** `empty` is said when there is no moment: something never happened, or has no end. */
export function When({
  at,
  overdue = false,
  empty = 'never',
}: {
  at: string | null | undefined
  overdue?: boolean
  empty?: 'never' | 'noEnd'
}) {
  const { t, i18n } = useTranslation('ui')
  if (!at) return <span style={{ color: 'var(--wl-muted)' }}>{t(empty)}</span>
  const moment = millis(at)
  return (
    <Tooltip label={absolute(moment, i18n.language)}>
      <time
        dateTime={at}
        className="numeric"
        style={overdue ? { color: 'var(--wl-danger)' } : undefined}
      >
        {shown(moment, Date.now(), i18n.language)}
      </time>
    </Tooltip>
  )
}
