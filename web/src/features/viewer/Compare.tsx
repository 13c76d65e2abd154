// Two revisions: side by side under one camera, or one over the other in two colours.
import { SegmentedControl, Slider, Text } from '@mantine/core'
import { useElementSize, useMergedRef, useReducedMotion } from '@mantine/hooks'
import '~/theme/late.css'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '~/ui'
import { Camera } from './camera'
import type { Point } from './link'
import type { Rotation } from './messages'
import { DYES, growth, layers, union } from './overlay'
import { Percent } from './Percent'
import { type PageSource, turnedSize } from './source'
import { Surface } from './Surface'
import { ComparePick, Leaf, Tool } from './Tools'
import { useFull, useKeys } from './useKeys'
import { useLook } from './useLook'
import { type Opened, type Opening, reasonOf, useSource } from './useSource'
import type { Looking } from './Viewer'
import classes from './viewer.module.css'

const KeyHelp = lazy(() => import('~/ui/KeyHelp'))

/** Milliseconds that each sheet is seen while they take turns; slow enough for everybody's eyes. */
const BLINK = 800
const STEP = 80
const ROOM = 720
const NOWHERE: Point = { x: 0, y: 0 }

export type Side = { id: string; code: string; opening: Opening }

type Props = Looking & {
  older: Side
  newer: Side
  /** Which of them the address calls the revision, the other being what it is compared with. */
  chosen: 'older' | 'newer'
  others: { id: string; code: string; note: string }[]
}

export function Compare(props: Props) {
  const { t } = useTranslation('viewer')
  const older = useSource(props.older.id, props.older.opening)
  const newer = useSource(props.newer.id, props.newer.opening)
  if (older.kind === 'open' && newer.kind === 'open') {
    return <Both key={`${props.older.id}/${props.newer.id}`} {...props} sources={{ older: older.source, newer: newer.source }} />
  }
  const failed = ([
    [props.older, older],
    [props.newer, newer],
  ] as [Side, Opened][]).flatMap(([{ code }, opened]) => (opened.kind === 'failed' ? [{ code, reason: opened.reason }] : []))[0]
  if (!failed) {
    return (
      <Text p="lg" c="dimmed" role="status">
        {t('compare.opening', { older: props.older.code, newer: props.newer.code })}
      </Text>
    )
  }
  return (
    <EmptyState title={t('compare.failed', { code: failed.code })} action={<Tool icon="close" label={t('compare.end')} run={() => props.onLook(ended(props), true)} />}>
      {t(`reason.${failed.reason}`)}
    </EmptyState>
  )
}

const ended = ({ look }: Looking) => ({ ...look, compare: undefined, over: undefined, other: undefined, shift: undefined })

function Both({ older, newer, chosen, others, sources, look, onLook, onCopy, everywhere = false }: Props & { sources: Record<'older' | 'newer', PageSource> }) {
  const { t } = useTranslation('viewer')
  const second = chosen === 'older' ? 'newer' : 'older'
  const within = (side: 'older' | 'newer', page: number) => Math.max(0, Math.min(sources[side].pages.length - 1, page))
  const reading = (of: typeof look) => {
    const page = within(chosen, of.page)
    const other = within(second, of.other ?? page)
    return { pages: { [chosen]: page, [second]: other } as Record<'older' | 'newer', number>, turn: of.turn, over: of.over ?? false, shift: of.shift ?? NOWHERE }
  }
  const [state, setState] = useState(() => reading(look))
  const { pages, turn, over, shift } = state
  const [balance, setBalance] = useState(0)
  const [blinking, setBlinking] = useState(false)
  const [moving, setMoving] = useState(false)
  const [help, setHelp] = useState(false)
  const [full, toggleFull] = useFull()
  const { ref: sized, width } = useElementSize<HTMLDivElement>()
  const element = useRef<HTMLDivElement>(null)
  const still = useReducedMotion()
  const compact = width > 0 && width < ROOM

  const sizes = (of: typeof state) => {
    const size = (side: 'older' | 'newer') => turnedSize(sources[side].pages[of.pages[side]] ?? { width: 1, height: 1 }, of.turn)
    return [size('older'), size('newer')] as const
  }
  const growthOf = (of: typeof state) => growth(...sizes(of), sources.older.paper && sources.newer.paper)
  const pageOf = (of: typeof state) => union(...sizes(of), growthOf(of), of.over ? of.shift : NOWHERE)
  const [camera] = useState(() => {
    const made = new Camera()
    made.setPage(pageOf(state))
    made.go(look)
    return made
  })
  const change = (part: Partial<typeof state>) => {
    const next = { ...state, ...part }
    const before = pageOf(state)
    const after = pageOf(next)
    setState(next)
    if (before.width === after.width && before.height === after.height) return
    // Room for a moved sheet must not move what is seen.
    if (part.shift) camera.page = after
    else camera.setPage(after)
  }
  const own = {
    page: pages[chosen],
    other: pages[second] === pages[chosen] ? undefined : pages[second],
    turn,
    compare: look.compare,
    over: over || undefined,
    shift,
  }
  const sync = useLook(camera, own, look, onLook, (to) => {
    const next = reading(to)
    camera.setPage(pageOf(next))
    camera.go(to)
    setState(next)
  })
  const goto = (side: 'older' | 'newer', page: number) => change({ pages: { ...pages, [side]: within(side, page) } })
  /** Leafs through both, however far apart they are. */
  const leaf = (by: number) => change({ pages: { older: within('older', pages.older + by), newer: within('newer', pages.newer + by) } })
  const rotate = (by: number) => change({ turn: ((turn + by) % 4) as Rotation, shift: NOWHERE })
  const move = (x: number, y: number) => change({ shift: { x: shift.x + x, y: shift.y + y } })
  const swap = () => setBalance((now) => (now === 1 ? -1 : 1))
  const blink = () => {
    if (still) swap()
    else {
      setBlinking(!blinking)
      if (blinking) setBalance(0)
    }
  }
  useEffect(() => {
    if (!blinking || !over) return
    swap()
    const timer = setInterval(swap, BLINK)
    return () => clearInterval(timer)
  }, [blinking, over])

  const arrow = (x: number, y: number) => () => {
    if (moving && over) move(x / camera.view.scale, y / camera.view.scale)
    else camera.pan(-x * STEP, -y * STEP)
  }
  useKeys(
    element,
    {
      PageDown: () => leaf(1),
      PageUp: () => leaf(-1),
      '+': () => camera.zoom(1.25),
      '=': () => camera.zoom(1.25),
      '-': () => camera.zoom(0.8),
      '0': () => camera.fit('page'),
      '1': () => camera.fit('width'),
      r: () => rotate(1),
      R: () => rotate(3),
      f: toggleFull,
      o: () => change({ over: !over }),
      ...(over ? { b: blink, m: () => setMoving(!moving) } : {}),
      ArrowLeft: arrow(-1, 0),
      ArrowRight: arrow(1, 0),
      ArrowUp: arrow(0, -1),
      ArrowDown: arrow(0, 1),
    },
    everywhere,
  )

  const grow = growthOf(state)
  const laid = useMemo(
    () => (over ? layers(balance, grow, shift) : { older: { shift: NOWHERE, grow: 1, fade: 0 }, newer: { shift: NOWHERE, grow, fade: 0 } }),
    [over, balance, grow, shift],
  )
  const moved = shift.x !== 0 || shift.y !== 0
  const surface = (side: 'older' | 'newer') => (
    <Surface
      key={`${side}-${over}`}
      source={sources[side]}
      camera={camera}
      index={pages[side]}
      rotation={turn}
      label={t('compare.pane', { code: side === 'older' ? older.code : newer.code, page: pages[side] + 1, count: sources[side].pages.length })}
      laid={laid[side]}
      over={over && side === 'newer'}
      leads={side === 'older'}
      onTurn={leaf}
      onDrag={moving && over ? (dx, dy) => move(dx / camera.view.scale, dy / camera.view.scale) : undefined}
      onFailed={(error) => t(`reason.${reasonOf(error)}`)}
    />
  )
  const side = (which: 'older' | 'newer', code: string) => (
    <div className={classes['side']}>
      {over && <span className={classes['dye']} style={{ background: DYES[which] }} />}
      <Text size="xs" fw={600}>
        {code}
      </Text>
      <Leaf page={pages[which]} count={sources[which].pages.length} label={code} go={(page) => goto(which, page)} />
    </div>
  )

  return (
    <div
      ref={useMergedRef(sized, element)}
      className={classes['viewer']}
      data-full={full || undefined}
      role="group"
      aria-label={t('compare.label', { older: older.code, newer: newer.code })}
    >
      <div className={classes['tools']} data-wrap role="toolbar" aria-label={t('toolbar')}>
        {side('older', older.code)}
        {side('newer', newer.code)}
        <SegmentedControl
          size="xs"
          aria-label={t('compare.how')}
          value={over ? 'over' : 'beside'}
          onChange={(value) => change({ over: value === 'over' })}
          data={[
            { value: 'beside', label: t('compare.beside') },
            { value: 'over', label: t('compare.over') },
          ]}
        />
        <span className={classes['push']} />
        <Tool icon="minus" label={t('zoomOut')} run={() => camera.zoom(0.8)} />
        {!compact && <Percent camera={camera} />}
        <Tool icon="plus" label={t('zoomIn')} run={() => camera.zoom(1.25)} />
        <Tool icon="fit" label={t('fitPage')} run={() => camera.fit('page')} />
        {!compact && <Tool icon="width" label={t('fitWidth')} run={() => camera.fit('width')} />}
        <Tool icon="rotate" label={t('rotate')} run={() => rotate(1)} />
        {others.length > 1 && <ComparePick others={others} onPick={(compare) => sync.jump(() => ({ compare, other: undefined, shift: undefined }))} />}
        {onCopy && <Tool icon="link" label={t('copy')} run={() => onCopy(sync.current())} />}
        <Tool icon="expand" label={full ? t('fullEnd') : t('full')} run={toggleFull} pressed={full} />
        {!compact && <Tool icon="keys" label={t('keys')} run={() => setHelp(true)} />}
        <Tool icon="close" label={t('compare.end')} run={() => onLook(ended({ look: sync.current(), onLook }), true)} />
      </div>
      {over && (
        <div className={classes['mix']}>
          <Text size="xs" c="dimmed">
            {t('compare.only', { code: older.code })}
          </Text>
          <Slider
            size="sm"
            className={classes['slider'] ?? ''}
            min={-1}
            max={1}
            step={0.05}
            value={balance}
            label={null}
            marks={[{ value: 0 }]}
            thumbLabel={t('compare.balance', { older: older.code, newer: newer.code })}
            onChange={(value) => {
              setBlinking(false)
              setBalance(value)
            }}
          />
          <Text size="xs" c="dimmed">
            {t('compare.only', { code: newer.code })}
          </Text>
          <Tool icon="access" label={still ? t('compare.swap') : t('compare.blink')} run={blink} pressed={blinking} />
          <Tool icon="move" label={t('compare.move', { code: newer.code })} run={() => setMoving(!moving)} pressed={moving} />
          {moved && <Tool icon="undo" label={t('compare.unmove')} run={() => change({ shift: NOWHERE })} />}
          {moving && (
            <Text size="xs" c="dimmed" role="status">
              {t('compare.moving', { code: newer.code })}
            </Text>
          )}
        </div>
      )}
      <div className={classes['body']} data-compare={over ? 'over' : 'beside'} data-moving={moving || undefined}>
        {surface('older')}
        {surface('newer')}
      </div>
      <Suspense fallback={null}>{help && <KeyHelp opened onClose={() => setHelp(false)} />}</Suspense>
    </div>
  )
}
