// Looks at a document page by page: zoom about the pointer, pan, fit, turn, and the whole of it by keyboard.
// It does not care where the pages come from.
import { ActionIcon, Alert, Group, NumberInput, Text, Tooltip } from '@mantine/core'
import '~/theme/late.css'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState, Icon, type IconName } from '~/ui'
import type { Rotation } from './messages'
import { type PageSource, UnreadableError } from './source'
import { Surface, type SurfaceHandle } from './Surface'
import classes from './viewer.module.css'

const REASONS = ['unreadable', 'broken', 'password', 'security', 'missing', 'memory'] as const
type Reason = (typeof REASONS)[number]
const reasonOf = (error: unknown): Reason =>
  (error instanceof UnreadableError && REASONS.find((reason) => reason === error.reason)) || 'unreadable'

type State =
  | { kind: 'opening' }
  | { kind: 'open'; source: PageSource; fellBack: boolean }
  | { kind: 'failed'; reason: Reason }

function useSource(open: () => Promise<PageSource>, fallback?: () => Promise<PageSource | undefined>): State {
  const [state, setState] = useState<State>({ kind: 'opening' })
  // The caller gives the viewer a key of its own for each revision, so opening happens once.
  const how = useRef({ open, fallback })
  useEffect(() => {
    let gone = false
    let source: PageSource | undefined
    async function start() {
      let fellBack = false
      try {
        source = await how.current.open()
      } catch (error) {
        source = await how.current.fallback?.().catch(() => undefined)
        fellBack = true
        if (!source) {
          if (!gone) setState({ kind: 'failed', reason: reasonOf(error) })
          return
        }
      }
      if (gone) source.close()
      else setState({ kind: 'open', source, fellBack })
    }
    void start()
    return () => {
      gone = true
      source?.close()
    }
  }, [])
  return state
}

export function Viewer({
  label,
  open,
  fallback,
  download,
  failed,
}: {
  label: string
  open: () => Promise<PageSource>
  fallback?: (() => Promise<PageSource | undefined>) | undefined
  download?: string | undefined
  failed?: ReactNode
}) {
  const { t } = useTranslation('viewer')
  const state = useSource(open, fallback)
  const [index, setIndex] = useState(0)
  const [rotation, setRotation] = useState<Rotation>(0)
  const [percent, setPercent] = useState(100)
  const surface = useRef<SurfaceHandle>(null)

  if (state.kind === 'opening') {
    return (
      <Text p="lg" c="dimmed" role="status">
        {t('opening')}
      </Text>
    )
  }
  if (state.kind === 'failed') {
    return (
      <EmptyState title={t('failed')} action={failed}>
        {t(`reason.${state.reason}`)}
      </EmptyState>
    )
  }
  const count = state.source.pages.length
  const go = (to: number) => setIndex(Math.max(0, Math.min(count - 1, to)))
  const turn = () => setRotation(((rotation + 1) % 4) as Rotation)

  function onKeyDown(event: React.KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target instanceof HTMLInputElement) return
    const keys: Record<string, () => void> = {
      PageDown: () => go(index + 1),
      PageUp: () => go(index - 1),
      Home: () => go(0),
      End: () => go(count - 1),
      '+': () => surface.current?.zoom(1.25),
      '=': () => surface.current?.zoom(1.25),
      '-': () => surface.current?.zoom(0.8),
      '0': () => surface.current?.fit('page'),
      '1': () => surface.current?.fit('width'),
      r: turn,
      R: turn,
      ArrowLeft: () => surface.current?.pan(80, 0),
      ArrowRight: () => surface.current?.pan(-80, 0),
      ArrowUp: () => surface.current?.pan(0, 80),
      ArrowDown: () => surface.current?.pan(0, -80),
    }
    const act = keys[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }

  return (
    <div className={classes['viewer']} role="group" aria-label={label} onKeyDown={onKeyDown}>
      <Group className={classes['tools']} role="toolbar" aria-label={t('toolbar')} gap={4}>
        <Tool icon="left" label={t('previous')} onClick={() => go(index - 1)} disabled={index === 0} />
        <NumberInput
          size="xs"
          w={56}
          aria-label={t('page')}
          hideControls
          min={1}
          max={count}
          value={index + 1}
          onChange={(value) => {
            if (typeof value === 'number' && Number.isInteger(value)) go(value - 1)
          }}
        />
        <Text size="xs" c="dimmed" className="numeric">
          {t('pageOf', { count })}
        </Text>
        <Tool icon="right" label={t('next')} onClick={() => go(index + 1)} disabled={index === count - 1} />
        <span className={classes['gap']} />
        <Tool icon="minus" label={t('zoomOut')} onClick={() => surface.current?.zoom(0.8)} />
        <Text size="xs" className="numeric" w={56} ta="center" aria-live="polite">
          {t('zoom', { percent })}
        </Text>
        <Tool icon="plus" label={t('zoomIn')} onClick={() => surface.current?.zoom(1.25)} />
        <Tool icon="fit" label={t('fitPage')} onClick={() => surface.current?.fit('page')} />
        <Tool icon="width" label={t('fitWidth')} onClick={() => surface.current?.fit('width')} />
        <Tool icon="rotate" label={t('rotate')} onClick={turn} />
        {download && (
          <Tooltip label={t('download')}>
            <ActionIcon component="a" href={download} variant="subtle" color="gray" aria-label={t('download')}>
              <Icon name="download" />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
      {state.fellBack && (
        <Alert color="gray" py={4} radius={0}>
          {t('fallback')}
        </Alert>
      )}
      <Surface
        ref={surface}
        source={state.source}
        index={index}
        rotation={rotation}
        label={t('pageText', { page: index + 1, count })}
        onScale={setPercent}
        onTurn={(direction) => go(index + direction)}
        onFailed={(error) => t(`reason.${reasonOf(error)}`)}
      />
    </div>
  )
}

function Tool({ icon, label, onClick, disabled = false }: { icon: IconName; label: string; onClick: () => void; disabled?: boolean }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick} disabled={disabled}>
        <Icon name={icon} />
      </ActionIcon>
    </Tooltip>
  )
}
