// The one table. It draws only the rows in view, loads the next page when the end comes near, keeps its
// selection whatever is loaded, and can be walked by keyboard alone. On a phone each row has two lines.
import { Button, Checkbox, Skeleton } from '@mantine/core'
import '~/theme/late.css'
import { useElementSize, useMediaQuery, useMergedRef } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fitting, type Track } from '~/lib/columns'
import { between, coverage, type Selection, toggle, union, without } from '~/lib/selection'
import classes from './table.module.css'
import { ErrorBox } from './ErrorBox'
import { Icon } from './Icon'

export type Sort = { key: string; descending: boolean }

export type Column<Row> = Track & {
  key: string
  header: string
  cell: (row: Row) => ReactNode
  /** Set when the server can sort by this column. */
  sort?: string
  align?: 'end'
  /** The header's words are read out but not drawn. */
  quiet?: boolean
}

export type DataTableProps<Row> = {
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
}

const WIDE_ROW = 36
const PHONE_ROW = 64

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { rows, getId, selection, onSelection, onOpen, hasMore, onLoadMore, loadingMore, failedMore } = props
  const { t } = useTranslation('ui')
  const phone = useMediaQuery('(max-width: 48em)') ?? false
  const scroller = useRef<HTMLDivElement>(null)
  const size = useElementSize<HTMLDivElement>()
  const place = useMergedRef(scroller, size.ref)
  const [active, setActive] = useState(0)
  const [anchor, setAnchor] = useState(0)
  const focusNext = useRef(false)
  const rowHeight = phone ? PHONE_ROW : WIDE_ROW
  const selectable = selection !== undefined && onSelection !== undefined
  const columns = fitting(props.columns, size.width && size.width - (selectable ? 40 : 0))

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? -1

  useEffect(() => {
    virtual.measure()
  }, [rowHeight, virtual])

  useEffect(() => {
    if (hasMore && !loadingMore && !failedMore && last >= rows.length - 20) onLoadMore?.()
  }, [last, rows.length, hasMore, loadingMore, failedMore, onLoadMore])

  const current = Math.min(active, Math.max(rows.length - 1, 0))

  useEffect(() => {
    if (!focusNext.current) return
    focusNext.current = false
    scroller.current?.querySelector<HTMLElement>(`[data-row="${current}"]`)?.focus()
  }, [current, items])

  const ids = () => rows.map(getId)

  function move(to: number, extend: boolean) {
    const next = Math.max(0, Math.min(rows.length - 1, to))
    if (extend && selectable) onSelection(union(selection, between(ids(), anchor, next)))
    else setAnchor(next)
    focusNext.current = true
    setActive(next)
    virtual.scrollToIndex(next)
  }

  function onKeyDown(event: React.KeyboardEvent) {
    if (!(event.target instanceof HTMLElement) || event.target.dataset['row'] === undefined) return
    const row = rows[current]
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2)
    const steps: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: rows.length - 1,
    }
    const to = steps[event.key]
    if (to !== undefined) move(to, event.shiftKey)
    else if (event.key === ' ' && selectable && row) onSelection(toggle(selection, getId(row)))
    else if (event.key === 'Enter' && row && onOpen) onOpen(row)
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && selectable)
      onSelection(union(selection, ids()))
    else return
    event.preventDefault()
  }

  const tracks = [selectable ? (phone ? '48px' : '40px') : '', ...(phone ? ['1fr'] : columns.map((c) => c.width))]
    .filter(Boolean)
    .join(' ')
  const showRows = !props.loading && !props.error && rows.length > 0
  const style: CSSProperties = props.fit
    ? { maxHeight: `${Math.min(14, Math.max(rows.length, 3)) * rowHeight + 40}px`, height: 'auto' }
    : {}

  return (
    <div ref={place} className={classes['scroller']} data-fit={props.fit || undefined} style={style}>
      <div
        role="grid"
        aria-label={props.label}
        aria-rowcount={hasMore ? -1 : rows.length + 1}
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
              <HeaderCell key={column.key} column={column} sort={props.sort} onSort={props.onSort} />
            ))
          )}
        </div>
        {props.loading && <SkeletonRows columns={phone ? 1 : columns.length} />}
        {showRows && (
          <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
            {items.map((item) => {
              const row = rows[item.index]
              if (row === undefined) return null
              const id = getId(row)
              const chosen = selection?.has(id) ?? false
              return (
                <div
                  key={id}
                  role="row"
                  aria-rowindex={item.index + 2}
                  aria-selected={selectable ? chosen : undefined}
                  aria-label={props.rowLabel(row)}
                  data-row={item.index}
                  data-open={props.openId === id || undefined}
                  data-clickable={onOpen ? true : undefined}
                  tabIndex={item.index === current ? 0 : -1}
                  className={classes['row']}
                  style={{ transform: `translateY(${item.start}px)` }}
                  onFocus={(event) => {
                    if (event.target === event.currentTarget) setActive(item.index)
                  }}
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
                    columns.map((column) => (
                      <div key={column.key} role="gridcell" className={classes['cell']} data-align={column.align}>
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

function HeaderCell<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>
  sort: Sort | undefined
  onSort: ((sort: Sort) => void) | undefined
}) {
  const active = column.sort !== undefined && sort?.key === column.sort
  const label = column.quiet ? <span className="visually-hidden">{column.header}</span> : column.header
  const key = column.sort
  return (
    <div
      role="columnheader"
      className={classes['cell']}
      data-align={column.align}
      aria-sort={active ? (sort.descending ? 'descending' : 'ascending') : undefined}
    >
      {key !== undefined && onSort ? (
        <button
          type="button"
          className={classes['sort']}
          onClick={() => onSort({ key, descending: active ? !sort.descending : false })}
        >
          {label}
          {active && <Icon name={sort.descending ? 'down' : 'up'} size={12} />}
        </button>
      ) : (
        label
      )}
    </div>
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
