// Looks at a document page by page: zoom about the pointer, pan, fit, turn, search, leaf through small pictures, and
// the whole of it by keyboard. It does not care where the pages come from.
import { Alert, Text } from '@mantine/core'
import { useElementSize, useMergedRef } from '@mantine/hooks'
import '~/theme/late.css'
import { lazy, type ReactNode, Suspense, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '~/ui'
import { Camera } from './camera'
import { FindBar, type Unsearchable } from './FindBar'
import type { Look } from './link'
import type { Hit, Rotation } from './messages'
import { type PageSource, turned, turnedSize } from './source'
import { Surface } from './Surface'
import { Thumbs } from './Thumbs'
import { Percent } from './Percent'
import { ComparePick, Leaf, MoreTools, Tool, type ToolAct } from './Tools'
import { useFind } from './useFind'
import { useFull, useKeys } from './useKeys'
import { useLook } from './useLook'
import { type Opening, reasonOf, useSource } from './useSource'
import classes from './viewer.module.css'

const KeyHelp = lazy(() => import('~/ui/KeyHelp'))

/** Below this many pixels the rarer tools go behind a menu. */
const ROOM = 720
const STEP = 80

export type Looking = {
  look: Look
  /** Somebody moved; `jump` when the way back should lead here. */
  onLook: (look: Look, jump: boolean) => void
  /** Copies the address of a look. */
  onCopy?: ((look: Look) => void) | undefined
  /** Whether the viewer's keys hold wherever the focus is. */
  everywhere?: boolean | undefined
}

type Props = Looking & {
  /** Tells one file from another. */
  name: string
  label: string
  opening: Opening
  unsearchable?: Unsearchable | undefined
  download?: string | undefined
  failed?: ReactNode
  /** Revisions that this one can be compared with. */
  others?: { id: string; code: string; note: string }[] | undefined
}

export function Viewer(props: Props) {
  const { t } = useTranslation('viewer')
  const state = useSource(props.name, props.opening)
  if (state.kind === 'opening') {
    return (
      <Text p="lg" c="dimmed" role="status">
        {t('opening')}
      </Text>
    )
  }
  if (state.kind === 'failed') {
    return (
      <EmptyState title={t('failed')} action={props.failed}>
        {state.said ?? t(`reason.${state.reason}`)}
      </EmptyState>
    )
  }
  return <Pages {...props} key={props.name} source={state.source} fellBack={state.fellBack} />
}

/** The middle of what is seen, once the page is turned by a quarter. */
const quarter = ({ x, y }: { x: number; y: number }, clockwise: boolean) => (clockwise ? { x: 1 - y, y: x } : { x: y, y: 1 - x })

function Pages({
  label,
  source,
  fellBack,
  unsearchable,
  download,
  others = [],
  look,
  onLook,
  onCopy,
  everywhere = false,
}: Props & { source: PageSource; fellBack: boolean }) {
  const { t } = useTranslation('viewer')
  const count = source.pages.length
  const within = (page: number) => Math.max(0, Math.min(count - 1, page))
  const sizeOf = (page: number, turn: Rotation) => turnedSize(source.pages[page] ?? { width: 1, height: 1 }, turn)
  const [index, setIndex] = useState(() => within(look.page))
  const [rotation, setRotation] = useState<Rotation>(look.turn)
  const [camera] = useState(() => {
    const made = new Camera()
    made.setPage(sizeOf(within(look.page), look.turn))
    made.go(look)
    return made
  })
  const [thumbs, setThumbs] = useState(false)
  const [finding, setFinding] = useState(false)
  const [help, setHelp] = useState(false)
  const [full, toggleFull] = useFull()
  const { ref: sized, width } = useElementSize<HTMLDivElement>()
  const element = useRef<HTMLDivElement>(null)
  const compact = width > 0 && width < ROOM

  const sync = useLook(camera, { page: index, turn: rotation, compare: look.compare }, look, onLook, (to) => {
    const page = within(to.page)
    camera.setPage(sizeOf(page, to.turn))
    camera.go(to)
    setIndex(page)
    setRotation(to.turn)
  })
  /** Shows a page without a trace in the way back: leafing. */
  const show = (page: number, from: 'top' | 'bottom' = 'top') => {
    const to = within(page)
    if (to === index) return
    camera.setPage(sizeOf(to, rotation), from)
    setIndex(to)
  }
  /** Goes to a page on purpose; the way back leads to where one was. */
  const jump = (page: number) => {
    const to = within(page)
    if (to === index) return
    sync.jump(() => {
      show(to)
      return { page: to }
    })
  }
  const turn = (clockwise: boolean) => {
    const to = ((rotation + (clockwise ? 1 : 3)) % 4) as Rotation
    const spot = camera.spot()
    camera.setPage(sizeOf(index, to))
    camera.go({ ...spot, centre: spot.centre && quarter(spot.centre, clockwise) })
    setRotation(to)
  }
  const scroll = (direction: 1 | -1) => {
    if (!camera.atEnd(direction)) camera.pan(0, -direction * STEP)
    else show(index + direction, direction === 1 ? 'top' : 'bottom')
  }
  const sideways = (direction: 1 | -1) => (camera.wider ? camera.pan(-direction * STEP, 0) : show(index + direction))
  const finder = useFind(source, index, (page: number, hit: Hit) => {
    show(page)
    const first = hit.rects[0]
    if (first) camera.reveal(turned(first, rotation, source.pages[page] ?? { width: 1, height: 1 }))
  })
  const closeFind = () => {
    finder.clear()
    setFinding(false)
    element.current?.querySelector<HTMLElement>('[role="img"]')?.focus()
  }

  useKeys(
    element,
    {
      PageDown: () => show(index + 1),
      PageUp: () => show(index - 1),
      Home: () => jump(0),
      End: () => jump(count - 1),
      '+': () => camera.zoom(1.25),
      '=': () => camera.zoom(1.25),
      '-': () => camera.zoom(0.8),
      '0': () => camera.fit('page'),
      '1': () => camera.fit('width'),
      r: () => turn(true),
      R: () => turn(false),
      f: toggleFull,
      t: () => setThumbs(!thumbs),
      '/': () => setFinding(true),
      ...(finding ? { n: () => finder.step(1), N: () => finder.step(-1), Escape: closeFind } : {}),
      ArrowLeft: () => sideways(-1),
      ArrowRight: () => sideways(1),
      ArrowUp: () => scroll(-1),
      ArrowDown: () => scroll(1),
    },
    everywhere,
  )

  const unread = fellBack ? 'unread' : source.find ? undefined : (unsearchable ?? 'unread')
  const rare: ToolAct[] = [
    { id: 'fit', icon: 'fit', label: t('fitPage'), run: () => camera.fit('page') },
    { id: 'width', icon: 'width', label: t('fitWidth'), run: () => camera.fit('width') },
    { id: 'rotate', icon: 'rotate', label: t('rotate'), run: () => turn(true) },
  ]
  const further: ToolAct[] = [
    { id: 'find', icon: 'search', label: t('find.label'), run: () => setFinding(!finding), pressed: finding },
    ...(onCopy ? [{ id: 'link', icon: 'link', label: t('copy'), run: () => onCopy(sync.current()) } as const] : []),
    { id: 'full', icon: 'expand', label: full ? t('fullEnd') : t('full'), run: toggleFull, pressed: full },
    { id: 'keys', icon: 'keys', label: t('keys'), run: () => setHelp(true) },
    ...(download ? [{ id: 'download', icon: 'download', label: t('download'), href: download } as const] : []),
  ]
  const strip: ToolAct = { id: 'thumbs', icon: 'pages', label: t('pages'), run: () => setThumbs(!thumbs), pressed: thumbs }
  const pick = (id: string) => sync.jump(() => ({ compare: id }))
  const menu = others.map(({ id, code }) => ({ id: `compare-${id}`, icon: 'compare', label: t('compare.one', { code }), run: () => pick(id) }) as const)

  return (
    <div ref={useMergedRef(sized, element)} className={classes['viewer']} data-full={full || undefined} role="group" aria-label={label}>
      <div className={classes['tools']} role="toolbar" aria-label={t('toolbar')}>
        {!compact && <Tool {...strip} />}
        <Leaf page={index} count={count} go={jump} />
        <span className={classes['gap']} />
        <Tool icon="minus" label={t('zoomOut')} run={() => camera.zoom(0.8)} />
        {!compact && <Percent camera={camera} />}
        <Tool icon="plus" label={t('zoomIn')} run={() => camera.zoom(1.25)} />
        {!compact && rare.map(({ id, ...act }) => <Tool key={id} {...act} />)}
        <span className={classes['push']} />
        {!compact && <ComparePick others={others} onPick={pick} />}
        {compact ? <MoreTools acts={[strip, ...rare, ...menu, ...further]} /> : further.map(({ id, ...act }) => <Tool key={id} {...act} />)}
      </div>
      {finding && <FindBar finder={finder} unsearchable={unread} onClose={closeFind} />}
      {fellBack && (
        <Alert color="gray" py={4} radius={0}>
          {t('fallback')}
        </Alert>
      )}
      <div className={classes['body']}>
        {thumbs && (
          <Thumbs
            source={source}
            page={index}
            rotation={rotation}
            onPick={(page) => {
              jump(page)
              if (compact) setThumbs(false)
            }}
          />
        )}
        <Surface
          source={source}
          camera={camera}
          index={index}
          rotation={rotation}
          label={t('pageText', { page: index + 1, count })}
          marks={finder.marks}
          onTurn={(direction) => show(index + direction, direction === 1 ? 'top' : 'bottom')}
          onFailed={(error) => t(`reason.${reasonOf(error)}`)}
        />
      </div>
      <Suspense fallback={null}>{help && <KeyHelp opened onClose={() => setHelp(false)} />}</Suspense>
    </div>
  )
}
