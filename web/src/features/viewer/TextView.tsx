// Text files: lines with numbers, or a table, never more of either than is in sight; and which letters the bytes mean.
import { Alert, Button, NativeSelect, SegmentedControl, Text } from '@mantine/core'
import '~/theme/late.css'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cells, separatorOf } from '~/lib/csv'
import { decode, type Encoding, ENCODINGS, guessEncoding } from '~/lib/decode'
import { Bytes, EmptyState } from '~/ui'
import { FindBar } from './FindBar'
import { Tool } from './Tools'
import { fetchText, type Line, type Match, matches, type Piece, pretty, type TextKind, toLines } from './texts'
import { useFull, useKeys } from './useKeys'
import classes from './viewer.module.css'

const ROWS = 50_000
/** Cells wider than this many letters are cut with dots. */
const WIDEST = 48
/** Pixels of a letter; the head is bold, so a width in letters would be another one there. */
const LETTER = 8

export function TextView({
  label,
  url,
  kind,
  download,
  everywhere = false,
}: {
  label: string
  url: string
  kind: TextKind
  download: string | undefined
  everywhere?: boolean | undefined
}) {
  const { t } = useTranslation('viewer')
  const [piece, setPiece] = useState<Piece | 'failed'>()
  useEffect(() => {
    const stop = new AbortController()
    fetchText(url, stop.signal).then(setPiece, () => {
      if (!stop.signal.aborted) setPiece('failed')
    })
    return () => stop.abort()
  }, [url])
  if (piece === undefined) {
    return (
      <Text p="lg" c="dimmed" role="status">
        {t('opening')}
      </Text>
    )
  }
  if (piece === 'failed') return <EmptyState title={t('failed')}>{t('reason.unreadable')}</EmptyState>
  if (piece.total === 0) return <EmptyState title={t('text.empty')} />
  return <Opened label={label} piece={piece} kind={kind} download={download} everywhere={everywhere} />
}

function Opened({ label, piece, kind, download, everywhere }: { label: string; piece: Piece; kind: TextKind; download: string | undefined; everywhere: boolean }) {
  const { t } = useTranslation('viewer')
  const guess = useMemo(() => guessEncoding(piece.bytes), [piece])
  const [encoding, setEncoding] = useState<Encoding>(guess)
  const [plain, setPlain] = useState(false)
  const [finding, setFinding] = useState(false)
  const [query, setQuery] = useState('')
  const [here, setHere] = useState(0)
  const [full, toggleFull] = useFull()
  const element = useRef<HTMLDivElement>(null)
  const whole = piece.bytes.length >= piece.total
  const text = useMemo(() => decode(piece.bytes, encoding), [piece, encoding])
  const table = kind === 'table' && !plain
  const rows = useMemo(() => (table ? cells(text, separatorOf(text), ROWS) : undefined), [text, table])
  const lines = useMemo(() => (table ? [] : toLines(kind === 'json' && !plain && whole ? pretty(text) : text)), [text, table, kind, plain, whole])
  const found = useMemo(() => matches(rows ?? lines.map((line) => [line.text]), query), [rows, lines, query])
  const at = Math.min(here, Math.max(0, found.length - 1))
  const step = (by: 1 | -1) => found.length > 0 && setHere((at + by + found.length) % found.length)
  const close = () => {
    setQuery('')
    setFinding(false)
    element.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
  }
  useKeys(
    element,
    { '/': () => setFinding(true), f: toggleFull, ...(finding ? { n: () => step(1), N: () => step(-1), Escape: close } : {}) },
    everywhere,
  )
  const search = query === '' ? undefined : { count: found.length, ordinal: at + 1, complete: true, done: 1, total: 1, letters: text.length }
  return (
    <div ref={element} className={classes['viewer']} data-full={full || undefined} role="group" aria-label={label}>
      <div className={classes['tools']} data-wrap role="toolbar" aria-label={t('toolbar')}>
        <NativeSelect
          size="xs"
          w={180}
          aria-label={t('text.encoding')}
          value={encoding}
          onChange={(event) => setEncoding(event.currentTarget.value as Encoding)}
          data={ENCODINGS.map((value) => ({ value, label: t(`text.encodings.${value}`) }))}
        />
        {kind !== 'text' && (
          <SegmentedControl
            size="xs"
            aria-label={t('text.how')}
            value={plain ? 'plain' : 'made'}
            onChange={(value) => setPlain(value === 'plain')}
            data={[
              { value: 'made', label: t(kind === 'table' ? 'text.table' : 'text.spread') },
              { value: 'plain', label: t('text.plain') },
            ]}
          />
        )}
        <span className={classes['push']} />
        <Tool icon="search" label={t('find.label')} run={() => setFinding(!finding)} pressed={finding} />
        <Tool icon="expand" label={full ? t('fullEnd') : t('full')} run={toggleFull} pressed={full} />
        {download && <Tool icon="download" label={t('download')} href={download} />}
      </div>
      {finding && (
        <FindBar
          finder={{
            search,
            type: (typed) => {
              setQuery(typed)
              setHere(0)
            },
            step,
            clear: () => setQuery(''),
          }}
          unsearchable={undefined}
          onClose={close}
        />
      )}
      {!whole && (
        <Alert color="gray" py={4} radius={0}>
          {t('text.cut')} <Bytes size={piece.bytes.length} /> / <Bytes size={piece.total} />.{' '}
          {download && (
            <Button component="a" href={download} size="compact-xs" variant="default">
              {t('download')}
            </Button>
          )}
        </Alert>
      )}
      <div className={classes['body']}>
        {rows ? <Cells label={label} rows={rows} found={found} here={found[at]} /> : <Lines label={label} lines={lines} found={found} here={found[at]} />}
      </div>
    </div>
  )
}

type Marked = { found: Match[]; here: Match | undefined }

function Lines({ label, lines, found, here }: Marked & { label: string; lines: Line[] }) {
  const scroll = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({ count: lines.length, getScrollElement: () => scroll.current, estimateSize: () => 20, overscan: 20 })
  useEffect(() => {
    if (here) rows.scrollToIndex(here.row, { align: 'center' })
  }, [rows, here])
  const width = `${String(lines.length).length + 3}ch`
  return (
    <div ref={scroll} className={classes['lines']} tabIndex={0} role="document" aria-label={label}>
      <div style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => (
          <div key={index} className={classes['line']} style={{ transform: `translateY(${start}px)` }}>
            <span aria-hidden="true" style={{ width }}>
              {lines[index]?.number}
            </span>
            <span>{marked(lines[index]?.text ?? '', index, 0, found, here)}</span>
          </div>
        ))}
      </div>
    </div>
  )
}

function Cells({ label, rows, found, here }: Marked & { label: string; rows: string[][] }) {
  const scroll = useRef<HTMLDivElement>(null)
  const body = useVirtualizer({
    count: Math.max(0, rows.length - 1),
    getScrollElement: () => scroll.current,
    estimateSize: () => 28,
    overscan: 10,
    scrollMargin: 28,
  })
  useEffect(() => {
    if (here) body.scrollToIndex(Math.max(0, here.row - 1), { align: 'center' })
  }, [body, here])
  const widths = useMemo(() => {
    const columns = Math.min(200, Math.max(0, ...rows.slice(0, 200).map((row) => row.length)))
    return Array.from({ length: columns }, (_, column) => {
      const longest = Math.max(4, ...rows.slice(0, 200).map((row) => row[column]?.length ?? 0))
      return Math.min(WIDEST, longest) * LETTER + 24
    })
  }, [rows])
  const row = (index: number, role: 'columnheader' | 'cell') =>
    widths.map((width, column) => (
      <span key={column} role={role} style={{ width }} title={rows[index]?.[column]}>
        {marked(rows[index]?.[column] ?? '', index, column, found, here)}
      </span>
    ))
  return (
    <div ref={scroll} className={`${classes['lines']} ${classes['cells']}`} tabIndex={0} role="table" aria-label={label} aria-rowcount={rows.length}>
      <div role="rowgroup" style={{ height: body.getTotalSize() + 28 }}>
        <div role="row" aria-rowindex={1} className={classes['line']} data-head>
          {row(0, 'columnheader')}
        </div>
        {body.getVirtualItems().map(({ index, start }) => (
          <div key={index} role="row" aria-rowindex={index + 2} className={classes['line']} style={{ transform: `translateY(${start}px)` }}>
            {row(index + 1, 'cell')}
          </div>
        ))}
      </div>
    </div>
  )
}

/** A text with the places in it marked; only what is in sight is asked for, so looking through all places is cheap enough. */
function marked(text: string, row: number, cell: number, found: Match[], here: Match | undefined): ReactNode {
  const mine = found.filter((match) => match.row === row && match.cell === cell)
  if (mine.length === 0) return text
  const parts: ReactNode[] = []
  let done = 0
  for (const match of mine) {
    parts.push(text.slice(done, match.from))
    parts.push(
      <mark key={match.from} data-here={match === here || undefined}>
        {text.slice(match.from, match.to)}
      </mark>,
    )
    done = match.to
  }
  parts.push(text.slice(done))
  return parts
}
