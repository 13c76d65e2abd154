// Title of a page: where it is, its number before its name, and its actions.
import { Button, Group, Title } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './page.module.css'

export type Crumb = { label: string; link: (label: string) => ReactNode }

export function PageHeader({
  crumbs = [],
  number,
  title,
  badges,
  actions,
}: {
  crumbs?: Crumb[]
  number?: string | undefined
  title: string
  badges?: ReactNode
  actions?: ReactNode
}) {
  const { t } = useTranslation('ui')
  return (
    <header className={classes['header']}>
      {crumbs.length > 0 && (
        <nav aria-label={t('breadcrumbs')} className={classes['crumbs']}>
          <ol>
            {crumbs.map((crumb) => (
              <li key={crumb.label}>{crumb.link(crumb.label)}</li>
            ))}
          </ol>
        </nav>
      )}
      <div className={classes['titleRow']}>
        <LongTitle number={number} title={title} />
        {badges && <Group gap="xs">{badges}</Group>}
        {actions && <Group gap="xs" className={classes['actions']}>{actions}</Group>}
      </div>
    </header>
  )
}

/** Longer titles are cut on a phone until somebody asks for the whole. */
const LONG = 90

function LongTitle({ number, title }: { number: string | undefined; title: string }) {
  const { t } = useTranslation('ui')
  const [whole, setWhole] = useState(false)
  const long = title.length > LONG
  return (
    <div className={classes['heading']} data-clamped={(long && !whole) || undefined}>
      <Title order={1} className={classes['title']}>
        {number && <span className="numeric">{number} · </span>}
        {title}
      </Title>
      {long && (
        <button type="button" className={classes['whole']} aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {t(whole ? 'titleLess' : 'titleWhole')}
        </button>
      )}
    </div>
  )
}

/** The body of a page: fills what the frame leaves. */
export function Page({ children, scroll = false }: { children: ReactNode; scroll?: boolean }) {
  return (
    <div className={classes['page']} data-scroll={scroll || undefined}>
      {children}
    </div>
  )
}

export const Toolbar = ({ children, action }: { children?: ReactNode; action?: ReactNode }) => (
  <div className={classes['toolbar']}>
    {children}
    {action && <div className={classes['push']}>{action}</div>}
  </div>
)

/** What narrows a list: beside each other; on a phone, where the list comes first, behind a button that says how many are set. */
export function FilterFold({ count, children }: { count: number; children: ReactNode }) {
  const { t } = useTranslation('ui')
  const [open, setOpen] = useState(count > 0)
  return (
    <>
      <Button variant="default" hiddenFrom="sm" aria-expanded={open} onClick={() => setOpen(!open)}>
        {count > 0 ? t('filtersSet', { count }) : t('filters')}
      </Button>
      <div className={classes['filters']} data-open={open || undefined}>
        {children}
      </div>
    </>
  )
}
