// Everything amber: the eye with its number, and the line that says who will see a thing.
// Nothing is drawn when nobody outside can see it; people learn that a screen without amber is private.
import { Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './chips.module.css'
import { Icon } from './Icon'

export function OutsideEye({ count, onOpen }: { count: number; onOpen?: () => void }) {
  const { t } = useTranslation('ui')
  if (count <= 0) return null
  const label = t('outside.eye', { count })
  const content = (
    <>
      <Icon name="access" size={14} />
      <span aria-hidden="true">{count}</span>
      <span className="visually-hidden">{label}</span>
    </>
  )
  if (!onOpen) {
    return (
      <Tooltip label={label}>
        <span className={classes['eye']} data-whole>{content}</span>
      </Tooltip>
    )
  }
  return (
    <Tooltip label={label}>
      <button
        type="button"
        data-whole
        className={classes['eye']}
        onClick={(event) => {
          event.stopPropagation()
          onOpen()
        }}
      >
        {content}
      </button>
    </Tooltip>
  )
}

/** The mark of one person, company or link outside; the number belongs to things, not to people. */
export function OutsideMark() {
  const { t } = useTranslation('ui')
  return (
    <Tooltip label={t('outside.mark')}>
      <span className={classes['eye']} data-whole>
        <Icon name="access" size={14} />
        <span className="visually-hidden">{t('outside.mark')}</span>
      </span>
    </Tooltip>
  )
}

export type Audience = { companies: number; people: number; outside: number }

export function AudienceLine({ audience }: { audience: Audience }) {
  const { t } = useTranslation('ui')
  return (
    <p className={classes['audience']} aria-live="polite">
      {t('outside.audience', {
        who: [audience.companies > 0 && t('outside.company', { count: audience.companies }), t('outside.person', { count: audience.people })].filter(Boolean).join(', '),
      })}
      {audience.outside > 0 && (
        <>
          {' '}
          <strong>{t('outside.audienceOutside', { count: audience.outside })}</strong>
        </>
      )}
    </p>
  )
}
