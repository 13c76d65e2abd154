// The one table. It draws only the rows in view, loads the next page when the end comes near, keeps its
// selection whatever is loaded, and can be walked by keyboard alone. Lines of their own may fold out under a row.
// On a phone each row has two lines.
import { Button, Checkbox, Skeleton } from '@mantine/core'
import '~/theme/late.css'
import { useElementSize, useMediaQuery, useMergedRef } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Choosable, fitting, sized } from '~/lib/columns'
import { type Line, linesOf } from '~/lib/lines'
import { between, coverage, type Selection, toggle, union, without } from '~/lib/selection'
import classes from './table.module.css'
import { ErrorBox } from './ErrorBox'
import { HeaderCell } from './HeaderCell'
import { Icon } from './Icon'

export type Sort = { key: string; descending: boolean }

export type Column<Row> = Choosable & {
  header: string
  cell: (row: Row) => ReactNode
  /** Set when the server can sort by this column. */
  sort?: string
  align?: 'end'
  /** The header's words are read out but not drawn. */
  quiet?: boolean
}

/** What folds out under a row, in lines under the same columns. */
export type Fold<Row, Child> = {
  has: (row: Row) => boolean
  open: ReadonlySet<string>
  onToggle: (id: string) => void
  /** Undefined while they load. */
  lines: (row: Row) => Child[] | undefined
  getId: (child: Child) => string
  label: (child: Child, row: Row) => string
  cell: (child: Child, column: string) => ReactNode
  onOpen: (child: Child, row: Row) => void
  /** What the button says that folds the lines of a row in or out. */
  button: (row: Row) => string
}

export type DataTableProps<Row, Child = never> = {
  label: string
  columns: Column<Row>[]
  rows: Row[]
  getId: (row: Row) => string
  /** How a row is named to those who cannot see it. */
  rowLabel: (row: Row) => string
  /** The two lines of a row on a phone. */
  phone: (row: Row) => { first: ReactNode; second: ReactNode }
  empty: ReactNode
  loading?: boolean
  error?: unknown
  onRetry?: () => void
  hasMore?: boolean
  loadingMore?: boolean
  failedMore?: boolean
  onLoadMore?: () => void
  sort?: Sort | undefined
  onSort?: (sort: Sort) => void
  selection?: Selection
  onSelection?: (selection: Selection) => void
  onOpen?: (row: Row) => void
  openId?: string | undefined
  /** As tall as its rows, up to a limit, instead of filling its place. */
  fit?: boolean
  comfortable?: boolean
  /** Widths that were dragged, by column. */
  widths?: Record<string, number>
  /** Makes the columns' widths draggable. */
  onResize?: (column: string, width: number) => void
  fold?: Fold<Row, Child>
  /** Cells of two lines. */
  tall?: boolean
}

const WIDE_ROW = 36
const COMFORTABLE_ROW = 44
const TALL_ROW = 56
const PHONE_ROW = 64
const CHILD_ROW = 32

export function DataTable<Row, Child = never>(props: DataTableProps<Row, Child>) {
  const { rows, getId, selection, onSelection, onOpen, hasMore, onLoadMore, loadingMore, failedMore } = props
  const { t } = useTranslation('ui')
  const phone = useMediaQuery('(max-width: 48em)') ?? false
  const scroller = useRef<HTMLDivElement>(null)
  const size = useElementSize<HTMLDivElement>()
  const place = useMergedRef(scroller, size.ref)
  const [active, setActive] = useState(0)
  const [anchor, setAnchor] = useState(0)
  const focusNext = useRef(false)
  const rowHeight = phone ? PHONE_ROW : props.tall ? TALL_ROW : props.comfortable ? COMFORTABLE_ROW : WIDE_ROW
  const selectable = selection !== undefined && onSelection !== undefined
  const columns = fitting(sized(props.columns, props.widths), size.width && size.width - (selectable ? 40 : 0))
  const fold = phone ? undefined : props.fold
  const lines = linesOf(rows, getId, fold)

  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === 'row' ? rowHeight : CHILD_ROW),
    overscan: 12,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? -1

  // Heights follow from the kinds of the lines, so that only a change of these asks for measuring anew.
  const shape = fold ? [...fold.open].join() + lines.length : ''
  useEffect(() => {
    virtual.measure()
  }, [rowHeight, shape, virtual])

  useEffect(() => {
    if (hasMore && !loadingMore && !failedMore && last >= lines.length - 20) onLoadMore?.()
  }, [last, lines.length, hasMore, loadingMore, failedMore, onLoadMore])

  const current = Math.min(active, Math.max(lines.length - 1, 0))

  useEffect(() => {
    if (!focusNext.current) return
    focusNext.current = false
    scroller.current?.querySelector<HTMLElement>(`[data-row="${current}"]`)?.focus()
  }, [current, items])

  // Between two lines lie the rows to choose; what folds out of them is no row of the list.
  const ids = () => lines.map((line) => line.id)

  function move(to: number, extend: boolean) {
    const next = Math.max(0, Math.min(lines.length - 1, to))
    if (extend && selectable) onSelection(union(selection, between(ids(), anchor, next)))
    else setAnchor(next)
    focusNext.current = true
    setActive(next)
    virtual.scrollToIndex(next)
  }

  function open(line: Line<Row, Child>) {
    if (line.kind === 'row') onOpen?.(line.row)
    else if (line.kind === 'child') fold?.onOpen(line.child, line.row)
  }

  /** Right folds out, left folds in; left on a line that folded out goes back to its row. */
  function turn(line: Line<Row, Child>, out: boolean): boolean {
    if (!fold) return false
    const unfolded = fold.open.has(line.id)
    if (line.kind !== 'row' && !out) move(lines.findIndex((one) => one.id === line.id), false)
    else if (line.kind === 'row' && fold.has(line.row) && unfolded !== out) fold.onToggle(line.id)
    else return false
    return true
  }

  function onKeyDown(event: React.KeyboardEvent) {
    if (!(event.target instanceof HTMLElement) || event.target.dataset['row'] === undefined) return
    const line = lines[current]
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2)
    const steps: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: lines.length - 1,
    }
    const to = steps[event.key]
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey
    if (to !== undefined) move(to, event.shiftKey)
    else if ((event.key === ' ' || (event.key === 'x' && plain)) && selectable && line?.kind === 'row') {
      setAnchor(current)
      onSelection(toggle(selection, line.id))
    } else if (event.key === 'Enter' && line) open(line)
    else if (event.key === 'a' && !plain && selectable) onSelection(union(selection, ids()))
    else if (line && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
      if (!turn(line, (event.key === 'ArrowRight') === (document.documentElement.dir !== 'rtl'))) return
    } else return
    event.preventDefault()
  }

  const tracks = [selectable ? (phone ? '48px' : '40px') : '', ...(phone ? ['1fr'] : columns.map((c) => c.width))]
    .filter(Boolean)
    .join(' ')
  const showRows = !props.loading && !props.error && rows.length > 0
  // What stands in place of rows is as tall as it is, and nothing of it scrolls.
  const style: CSSProperties = props.fit
    ? { maxHeight: showRows ? `${Math.min(14, Math.max(rows.length, 3)) * rowHeight + 40}px` : undefined, height: 'auto' }
    : {}

  return (
    <div ref={place} className={classes['scroller']} data-fit={props.fit || undefined} style={style}>
      <div
        role={fold ? 'treegrid' : 'grid'}
        aria-label={props.label}
        aria-rowcount={hasMore ? -1 : lines.length + 1}
        aria-multiselectable={selectable || undefined}
        aria-busy={props.loading || loadingMore || undefined}
        className={classes['grid']}
        style={{ '--tracks': tracks, '--row': `${rowHeight}px` } as CSSProperties}
        onKeyDown={onKeyDown}
      >
        <div role="row" aria-rowindex={1} className={classes['head']} data-phone={phone || undefined} data-selectable={selectable || undefined}>
          {selectable && (
            <div role="columnheader" className={classes['cell']}>
              <SelectAll rows={rows} getId={getId} selection={selection} onSelection={onSelection} />
            </div>
          )}
          {phone ? (
            <div role="columnheader" className={classes['cell']}>
              <span className="visually-hidden">{props.label}</span>
            </div>
          ) : (
            columns.map((column) => (
              <HeaderCell key={column.key} column={column} sort={props.sort} onSort={props.onSort} onResize={props.onResize} />
            ))
          )}
        </div>
        {props.loading && <SkeletonRows columns={phone ? 1 : columns.length} />}
        {showRows && (
          <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
            {items.map((item) => {
              const line = lines[item.index]
              if (line === undefined) return null
              const place = {
                role: 'row',
                'aria-rowindex': item.index + 2,
                'data-row': item.index,
                tabIndex: item.index === current ? 0 : -1,
                className: classes['row'],
                style: { transform: `translateY(${item.start}px)` },
                onFocus: (event: React.FocusEvent) => {
                  if (event.target === event.currentTarget) setActive(item.index)
                },
              }
              if (line.kind !== 'row') {
                const child = line.kind === 'child' ? line.child : undefined
                return (
                  <div
                    key={child === undefined || !fold ? `${line.id} …` : `${line.id} ${fold.getId(child)}`}
                    {...place}
                    aria-level={2}
                    aria-label={child === undefined ? t('loading') : fold?.label(child, line.row)}
                    data-child
                    data-clickable={child !== undefined || undefined}
                    onClick={() => {
                      setActive(item.index)
                      open(line)
                    }}
                  >
                    {selectable && <div role="gridcell" className={classes['cell']} />}
                    {columns.map((column, at) => (
                      <div key={column.key} role="gridcell" className={classes['cell']} data-align={column.align}>
                        {child !== undefined ? fold?.cell(child, column.key) : at === 0 && t('loading')}
                      </div>
                    ))}
                  </div>
                )
              }
              const { row, id } = line
              const chosen = selection?.has(id) ?? false
              const folds = fold?.has(row) ?? false
              return (
                <div
                  key={id}
                  {...place}
                  aria-selected={selectable ? chosen : undefined}
                  aria-label={props.rowLabel(row)}
                  aria-level={fold ? 1 : undefined}
                  aria-expanded={folds ? fold?.open.has(id) : undefined}
                  data-open={props.openId === id || undefined}
                  data-clickable={onOpen ? true : undefined}
                  onClick={(event) => {
                    setActive(item.index)
                    if (event.shiftKey && selectable) onSelection(union(selection, between(ids(), anchor, item.index)))
                    else {
                      setAnchor(item.index)
                      onOpen?.(row)
                    }
                  }}
                >
                  {selectable && (
                    <div role="gridcell" className={classes['cell']} onClick={(event) => event.stopPropagation()}>
                      <Checkbox
                        size="xs"
                        tabIndex={-1}
                        aria-label={t('table.selectRow', { row: props.rowLabel(row) })}
                        checked={chosen}
                        onChange={() => {
                          setAnchor(item.index)
                          onSelection(toggle(selection, id))
                        }}
                      />
                    </div>
                  )}
                  {phone ? (
                    <PhoneCell {...props.phone(row)} />
                  ) : (
                    columns.map((column, at) => (
                      <div key={column.key} role="gridcell" className={classes['cell']} data-align={column.align}>
                        {at === 0 && fold && (
                          <button
                            type="button"
                            tabIndex={-1}
                            className={classes['fold']}
                            aria-label={fold.button(row)}
                            aria-expanded={fold.open.has(id)}
                            hidden={!folds}
                            onClick={(event) => {
                              event.stopPropagation()
                              fold.onToggle(id)
                            }}
                          >
                            <Icon name={fold.open.has(id) ? 'down' : 'right'} size={12} />
                          </button>
                        )}
                        {column.cell(row)}
                      </div>
                    ))
                  )}
                </div>
              )
            })}
          </div>
        )}
      </div>
      {props.error ? (
        <div className={classes['notice']}>
          <ErrorBox error={props.error} onRetry={props.onRetry} />
        </div>
      ) : null}
      {!props.loading && !props.error && rows.length === 0 && props.empty}
      {showRows && (hasMore || loadingMore) && (
        <div className={classes['foot']} role="status">
          {failedMore ? (
            <>
              {t('table.failedMore')}{' '}
              <Button size="compact-xs" variant="default" onClick={onLoadMore}>
                {t('retry')}
              </Button>
            </>
          ) : (
            t('loadingMore')
          )}
        </div>
      )}
    </div>
  )
}

function PhoneCell({ first, second }: { first: ReactNode; second: ReactNode }) {
  return (
    <div role="gridcell" className={classes['phone']}>
      <div className={classes['first']}>{first}</div>
      <div className={classes['second']}>{second}</div>
    </div>
  )
}

function SelectAll<Row>({
  rows,
  getId,
  selection,
  onSelection,
}: {
  rows: Row[]
  getId: (row: Row) => string
  selection: Selection
  onSelection: (selection: Selection) => void
}) {
  const { t } = useTranslation('ui')
  const ids = rows.map(getId)
  const state = coverage(selection, ids)
  return (
    <Checkbox
      size="xs"
      aria-label={t('table.selectAll')}
      checked={state === 'all'}
      indeterminate={state === 'some'}
      disabled={rows.length === 0}
      onChange={() => onSelection(state === 'all' ? without(selection, ids) : union(selection, ids))}
    />
  )
}

function SkeletonRows({ columns }: { columns: number }) {
  const { t } = useTranslation('ui')
  return (
    <div role="rowgroup">
      <span role="row" className="visually-hidden">
        <span role="gridcell">{t('loading')}</span>
      </span>
      <div aria-hidden="true">
        {Array.from({ length: 12 }, (_, index) => (
          <div key={index} className={classes['skeleton']}>
            {Array.from({ length: columns }, (_, column) => (
              <Skeleton key={column} height={10} width={`${40 + ((index * 7 + column * 13) % 45)}%`} />
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}
