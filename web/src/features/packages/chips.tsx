// The state of a work package as a chip in its own colour, and the people and the day of one.
import { useTranslation } from 'react-i18next'
import type { PackageItem, PackagePerson, PackageState } from '~/api/types'
import { day, millis } from '~/lib/dates'
import { OutsideMark } from '~/ui'
import classes from './packages.module.css'

export const STATES = ['open', 'in_progress', 'submitted', 'returned', 'approved', 'closed'] as const

/** The word carries the meaning; the colour helps the eye. */
export function State({ state }: { state: PackageState }) {
  const { t } = useTranslation('packages')
  return (
    <span className={classes['state']} data-state={state} data-whole>
      {t(`states.${state}`)}
    </span>
  )
}

export function Due({ one }: { one: Pick<PackageItem, 'due_on' | 'overdue'> }) {
  const { t, i18n } = useTranslation('packages')
  if (!one.due_on) return null
  return (
    <span className={one.overdue ? `numeric ${classes['late'] ?? ''}` : 'numeric'}>
      {day(millis(`${one.due_on}T12:00:00`), i18n.language)}
      {one.overdue && ` · ${t('overdue')}`}
    </span>
  )
}

/** Somebody with a part; who left the project keeps it, and that is said. */
export function Part({ part }: { part: PackagePerson | null | undefined }) {
  const { t } = useTranslation('packages')
  if (!part) return null
  const { person, in_project } = part
  return (
    <span title={person.name}>
      {person.outside && <OutsideMark />} {person.name}
      {!in_project && <span className={classes['gone']}> · {t('gone')}</span>}
    </span>
  )
}
