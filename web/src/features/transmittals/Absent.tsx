// Who of the groups, companies and lists gets nothing because they are not in the project, and what can be done about it.
import { Anchor, Button, Group, Text } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import type { LeftOut, LeftOutPerson } from '~/api/types'
import { OutsideMark } from '~/ui'
import type { Named, Step } from './draft'
import classes from './transmittals.module.css'

const named = ({ person, role }: LeftOutPerson): Named => ({
  kind: 'person',
  id: person.id,
  name: person.name,
  email: null,
  role: role === 'cc' ? 'cc' : 'to',
  people: 1,
  missing: false,
})

export function Absent({ left, onStep, onName }: { left: LeftOut; onStep: (step: Step) => void; onName: (more: Named[]) => void }) {
  const { t } = useTranslation('transmittals')
  const { people, others } = left
  const count = people.length + others
  if (count === 0) return null
  const open = people.filter(({ may_be_let_in }) => may_be_let_in)
  return (
    <section aria-labelledby="absent" className={classes['part']}>
      <h2 id="absent">{t('absent.title', { count })}</h2>
      <Text size="sm">{t('absent.why')}</Text>
      {people.length > 0 && (
        <ul className={classes['obstacles']}>
          {people.map((one) => (
            <li key={one.person.id}>
              {one.person.outside && <OutsideMark />} {one.person.name}{' '}
              <Text span size="sm" c="dimmed">
                {[one.via, one.may_be_let_in ? '' : t('absent.byAddress')].filter(Boolean).join(' · ')}
              </Text>
            </li>
          ))}
        </ul>
      )}
      {others > 0 && <Text size="sm">{people.length > 0 ? t('absent.more', { count: others }) : t('absent.hidden')}</Text>}
      <Group gap="md">
        {open.length > 0 && (
          <Button variant="default" onClick={() => onName(open.map(named))}>
            {t('absent.name', { count: open.length })}
          </Button>
        )}
        <Anchor component="button" type="button" size="sm" onClick={() => onStep('recipients')}>
          {t('absent.addresses')}
        </Anchor>
      </Group>
    </section>
  )
}
