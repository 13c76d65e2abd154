// The reports that there are: ready-made ones, one's own, and those that are shared.
import { Button, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Reports } from '~/api/types'
import { choosing, fromQuestion, type ReportSearch } from './question'
import classes from './reports.module.css'

export function ReportList({ reports, search, onSearch }: { reports: Reports; search: ReportSearch; onSearch: (search: ReportSearch) => void }) {
  const { t } = useTranslation('reports')
  const part = (key: 'ready' | 'own' | 'shared', items: { id: string; name: string; about?: string | undefined; search: ReportSearch }[]) =>
    items.length > 0 && (
      <section aria-labelledby={`reports-${key}`}>
        <Title order={2} id={`reports-${key}`} className={classes['part']}>
          {t(key)}
        </Title>
        <ul className={classes['list']}>
          {items.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                className={classes['report']}
                aria-current={search.report === one.id ? 'true' : undefined}
                onClick={() => onSearch(one.search)}
              >
                <span>{one.name}</span>
                {one.about && <span className={classes['about']}>{one.about}</span>}
              </button>
            </li>
          ))}
        </ul>
      </section>
    )
  const item = ({ id, name, question, mine, owner }: Reports['items'][number]) => ({
    id,
    name,
    about: mine || !owner ? undefined : t('by', { name: owner.name }),
    search: fromQuestion(question, id),
  })
  return (
    <nav aria-label={t('list')} className={classes['kept']}>
      {part('ready', reports.ready.map(({ key, name, question }) => ({ id: key, name, search: fromQuestion(question, key) })))}
      {part('own', reports.items.filter(({ shared }) => !shared).map(item))}
      {part('shared', reports.items.filter(({ shared }) => shared).map(item))}
      <Button variant="default" size="xs" mt="md" onClick={() => reports.metrics[0] && onSearch(choosing({}, reports.metrics[0]))}>
        {t('new')}
      </Button>
    </nav>
  )
}
