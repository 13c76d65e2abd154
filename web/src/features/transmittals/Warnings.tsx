// What should be looked at once more before a revision goes out, and by those who hold it.
import { useTranslation } from 'react-i18next'
import { StatusChip } from '~/ui'
import classes from './transmittals.module.css'

/** Whoever builds by one of these builds by something that no longer holds. */
const GRAVE = ['older_revision', 'superseded', 'rejected']

export function Warnings({ codes }: { codes: string[] }) {
  const { t } = useTranslation('transmittals')
  if (codes.length === 0) return null
  const words = codes.map((code) => t(`warnings.${code as 'draft'}`, { defaultValue: code }))
  return (
    <span className={classes['warnings']} title={words.join(', ')}>
      {codes.map((code, index) => (
        <StatusChip key={code} tone={GRAVE.includes(code) ? 'danger' : 'neutral'}>
          {words[index] ?? code}
        </StatusChip>
      ))}
    </span>
  )
}
