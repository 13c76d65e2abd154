// What stands around every page: the rail of modules, the top bar, and the place where the page goes.
import { Anchor, Burger, useMantineColorScheme } from '@mantine/core'
import { useDisclosure, useHotkeys, useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { meQuery } from '~/api/queries/session'
import { setBrand } from '~/theme/brand'
import { DialogProvider, Icon } from '~/ui'
import classes from './frame.module.css'
import { type Module, usePlace } from './navigation'
import { Notifications } from './Notifications'
import { PersonMenu } from './PersonMenu'
import { rememberOrganisation } from './session'
import { Switcher } from './Switcher'

// What is not on the screen at first is not loaded at first.
const Palette = lazy(() => import('./Palette'))
const KeyHelp = lazy(() => import('~/ui/KeyHelp'))
const PhoneMenu = lazy(() => import('./PhoneMenu'))

export function Frame() {
  const { t } = useTranslation('frame')
  const { data: me } = useQuery(meQuery)
  const { organisation, project, at, modules } = usePlace()
  const phone = useMediaQuery('(max-width: 48em)') ?? false
  const [narrow, setNarrow] = useLocalStorage({ key: 'wayleave.rail-narrow', defaultValue: false })
  const [palette, paletteHandlers] = useDisclosure()
  const [keys, keysHandlers] = useDisclosure()
  const [drawer, drawerHandlers] = useDisclosure()
  const { setColorScheme } = useMantineColorScheme()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const loading = useRouterState({ select: (state) => state.isLoading })

  useHotkeys([
    ['mod+K', paletteHandlers.toggle],
    ['shift+?', keysHandlers.open],
  ])
  const theme = me?.account.theme
  useEffect(() => {
    if (theme) setColorScheme(theme === 'light' || theme === 'dark' ? theme : 'auto')
  }, [theme, setColorScheme])
  const slug = organisation?.slug
  const colour = organisation?.colour
  useEffect(() => {
    setBrand(colour)
    if (slug) rememberOrganisation(slug)
  }, [slug, colour])
  const closeDrawer = drawerHandlers.close
  useEffect(closeDrawer, [path, closeDrawer])

  const rail = (
    <>
      <Switcher organisation={organisation} project={project} narrow={narrow && !phone} />
      <Modules modules={modules} path={path} narrow={narrow && !phone} />
    </>
  )
  return (
    <div className={classes['frame']} data-narrow={narrow || undefined}>
      <Anchor href="#content" className={classes['skip']}>
        {t('skip')}
      </Anchor>
      {!phone && (
        <nav className={classes['rail']} aria-label={t('rail')}>
          {rail}
          <button
            type="button"
            className={classes['collapse']}
            aria-label={narrow ? t('expand') : t('collapse')}
            aria-expanded={!narrow}
            onClick={() => setNarrow(!narrow)}
          >
            <Icon name={narrow ? 'right' : 'left'} />
          </button>
        </nav>
      )}
      <div className={classes['column']}>
        <header className={classes['top']}>
          {phone && <Burger size="sm" opened={drawer} onClick={drawerHandlers.toggle} aria-label={t('menu')} />}
          <button type="button" className={classes['search']} onClick={paletteHandlers.open}>
            <Icon name="search" size={16} />
            <span className="clip">{t('search')}</span>
            <kbd aria-hidden="true">Ctrl K</kbd>
          </button>
          {organisation && <Notifications org={organisation.slug} unread={organisation.counts.notifications} />}
          {me && <PersonMenu me={me} onKeys={keysHandlers.open} />}
        </header>
        <div className={classes['busy']} data-on={loading || undefined} aria-hidden="true" />
        <main id="content" className={classes['main']} tabIndex={-1}>
          <DialogProvider>
            <Outlet />
          </DialogProvider>
        </main>
        {phone && (
          <nav className={classes['bottom']} aria-label={t('rail')}>
            <Modules modules={bottomFour(modules)} path={path} narrow={false} />
          </nav>
        )}
      </div>
      <Suspense fallback={null}>
        {drawer && <PhoneMenu onClose={closeDrawer}>{rail}</PhoneMenu>}
        {palette && <Palette at={at} modules={modules} onClose={paletteHandlers.close} onKeys={keysHandlers.open} />}
        {keys && <KeyHelp opened onClose={keysHandlers.close} />}
      </Suspense>
    </div>
  )
}

/** What a person does most on a phone: look, then answer what waits. */
export function bottomFour(modules: Module[]): Module[] {
  const order = ['home', 'steps', 'register', 'projects', 'pending', 'transmittals', 'own-requests', 'shares', 'access', 'people', 'audit', 'settings']
  const rank = (module: Module) => order.indexOf(module.key) + (order.includes(module.key) ? 0 : 99)
  return [...modules].sort((a, b) => rank(a) - rank(b)).slice(0, 4)
}

function Modules({ modules, path, narrow }: { modules: Module[]; path: string; narrow: boolean }) {
  return (
    <ul className={classes['modules']}>
      {modules.map((module) => {
        const here = module.key === 'home' ? path === module.path || path === `${module.path}/` : path.startsWith(module.path)
        return (
          <li key={module.key}>
            <Link
              to={module.path}
              className={classes['module']}
              activeOptions={{ exact: true }}
              activeProps={{}}
              aria-current={here ? 'page' : undefined}
              title={narrow ? module.label : undefined}
            >
              <Icon name={module.icon} />
              <span className={narrow ? 'visually-hidden' : 'clip'}>{module.label}</span>
              {!narrow && module.count !== undefined && module.count > 0 && (
                <span className={classes['count']}>{module.count}</span>
              )}
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
