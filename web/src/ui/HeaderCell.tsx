// The head of a column: sorts on a click, and may be made wider or narrower by its edge.
import { useTranslation } from 'react-i18next'
import { useRef } from 'react'
import type { Column, Sort } from './DataTable'
import { Icon } from './Icon'
import classes from './table.module.css'

const NARROWEST = 48
const WIDEST = 800
const STEP = 16

export function HeaderCell<Row>({
  column,
  sort,
  onSort,
  onResize,
}: {
  column: Column<Row>
  sort: Sort | undefined
  onSort: ((sort: Sort) => void) | undefined
  onResize: ((column: string, width: number) => void) | undefined
}) {
  const active = column.sort !== undefined && sort?.key === column.sort
  const label = column.quiet ? <span className="visually-hidden">{column.header}</span> : column.header
  const key = column.sort
  const cell = useRef<HTMLDivElement>(null)
  return (
    <div
      ref={cell}
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
      {onResize && !column.quiet && (
        <Edge
          name={column.header}
          measure={() => cell.current?.offsetWidth ?? 0}
          onWidth={(width) => onResize(column.key, width)}
        />
      )}
    </div>
  )
}

function Edge({ name, measure, onWidth }: { name: string; measure: () => number; onWidth: (width: number) => void }) {
  const { t } = useTranslation('ui')
  const drag = useRef<{ x: number; width: number }>(undefined)
  const direction = () => (document.documentElement.dir === 'rtl' ? -1 : 1)
  const set = (width: number) => onWidth(Math.round(Math.max(NARROWEST, Math.min(WIDEST, width))))
  return (
    <span
      role="separator"
      aria-orientation="vertical"
      aria-label={t('table.width', { column: name })}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      aria-valuenow={measure() || 120}
      tabIndex={0}
      className={classes['edge']}
      onPointerDown={(event) => {
        event.preventDefault()
        event.currentTarget.setPointerCapture(event.pointerId)
        drag.current = { x: event.clientX, width: measure() }
      }}
      onPointerMove={(event) => {
        if (drag.current) set(drag.current.width + (event.clientX - drag.current.x) * direction())
      }}
      onPointerUp={() => {
        drag.current = undefined
      }}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowRight' ? STEP : event.key === 'ArrowLeft' ? -STEP : 0
        if (step === 0) return
        event.preventDefault()
        event.stopPropagation()
        set(measure() + step * direction())
      }}
    />
  )
}
