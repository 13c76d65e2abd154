// Those who are named so far, in their order: who, for how many they stand, and on a transmittal whether they are asked or only told.
import { ActionIcon, SegmentedControl, Text } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import { Icon, OutsideMark } from '~/ui'
import { keyOf, type Named, type Role } from './draft'
import classes from './transmittals.module.css'

export function EntryList({
  label,
  entries,
  onChange,
  roles = false,
  wrong = () => undefined,
}: {
  label: string
  entries: Named[]
  onChange: (entries: Named[]) => void
  roles?: boolean
  /** What is wrong with the entry at this place. */
  wrong?: (index: number) => string | undefined
}) {
  const { t } = useTranslation('transmittals')
  if (entries.length === 0) return null
  return (
    <ul className={classes['entries']} aria-label={label}>
      {entries.map((entry, index) => {
        const said = nameOf(entry) || t('kinds.gone')
        return (
          <li key={keyOf(entry)} data-wrong={wrong(index) !== undefined || undefined}>
            <div className={classes['who']}>
              <span>
                {entry.outside && <OutsideMark />} {said}
              </span>
              <Text component="span" size="xs" c="dimmed">
                <About entry={entry} />
              </Text>
              {wrong(index) && (
                <Text component="span" size="xs" c="var(--wl-danger)" role="alert">
                  {wrong(index)}
                </Text>
              )}
            </div>
            {roles && (
              <SegmentedControl
                size="xs"
                aria-label={t('roleOf', { name: said })}
                data={[
                  { value: 'to', label: t('roles.to') },
                  { value: 'cc', label: t('roles.cc') },
                ]}
                value={entry.role}
                onChange={(role) => onChange(entries.map((one) => (one === entry ? { ...one, role: role as Role } : one)))}
              />
            )}
            <ActionIcon variant="subtle" color="gray" aria-label={t('takeOut', { name: said })} onClick={() => onChange(entries.filter((one) => one !== entry))}>
              <Icon name="close" size={14} />
            </ActionIcon>
          </li>
        )
      })}
    </ul>
  )
}

export const nameOf = ({ name, email }: Pick<Named, 'name' | 'email'>) => name || email || ''

/** What an entry is and for how many it stands now. */
export function About({ entry }: { entry: Pick<Named, 'kind' | 'email' | 'people' | 'missing' | 'name' | 'company'> }) {
  const { t } = useTranslation('transmittals')
  if (entry.missing) return <>{t('missing')}</>
  if (entry.kind === 'address') return <>{[entry.name && entry.name !== entry.email ? entry.email : '', t('byLink')].filter(Boolean).join(' · ')}</>
  if (entry.kind === 'person') return <>{entry.company}</>
  return <>{[t(`kind.${entry.kind}`), t('people', { count: entry.people })].join(' · ')}</>
}
