// A moment: relative within a week, the day beyond it, the whole of it on hover.
import { Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { absolute, millis, shown } from '~/lib/dates'

export function When({ at, overdue = false }: { at: string | null | undefined; overdue?: boolean }) {
  const { t, i18n } = useTranslation('ui')
  if (!at) return <span style={{ color: 'var(--wl-muted)' }}>{t('never')}</span>
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
