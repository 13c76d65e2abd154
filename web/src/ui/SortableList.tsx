// A list whose order matters: dragged by its handle with mouse or finger, or moved with the arrow keys.
// While something is dragged only the picture changes; the new place is told once, when it is let go.
import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './Icon'
import classes from './sortable.module.css'

/** The list with one item taken out and put in again elsewhere. */
export function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const next = [...items]
  const [item] = next.splice(from, 1)
  if (item !== undefined) next.splice(Math.max(0, Math.min(next.length, to)), 0, item)
  return next
}

export function SortableList<Item>({
  label,
  items,
  getId,
  itemLabel,
  onMove,
  fixed = () => false,
  children,
}: {
  label: string
  items: Item[]
  getId: (item: Item) => string
  /** How an item is named to those who cannot see it. */
  itemLabel: (item: Item) => string
  /** Not given when the order is fixed; then there are no handles. */
  onMove?: ((from: number, to: number) => void) | undefined
  /** Items that keep their place; the others move between the first and the last of their own. */
  fixed?: (item: Item) => boolean
  children: (item: Item, index: number) => ReactNode
}) {
  const { t } = useTranslation('ui')
  const list = useRef<HTMLOListElement>(null)
  const [drag, setDrag] = useState<{ from: number; to: number }>()
  const [said, setSaid] = useState('')
  const order = drag ? moved(items.map((_, index) => index), drag.from, drag.to) : undefined

  const movable = items.flatMap((item, index) => (fixed(item) ? [] : [index]))
  const first = movable[0] ?? 0
  const last = movable.at(-1) ?? 0
  const within = (to: number) => Math.max(first, Math.min(last, to))
  const say = (item: Item, position: number) =>
    setSaid(t('sortable.moved', { name: itemLabel(item), position: position + 1, count: items.length }))
  const settle = (from: number, wanted: number) => {
    const item = items[from]
    const to = within(wanted)
    if (item === undefined || from === to) return
    say(item, to)
    onMove?.(from, to)
  }
  /** Before how many of the others the pointer is. */
  const place = (from: number, y: number) =>
    [...(list.current?.children ?? [])].filter((row, index) => {
      const { top, height } = row.getBoundingClientRect()
      return index !== from && top + height / 2 < y
    }).length

  const onKeyDown = (index: number) => (event: KeyboardEvent) => {
    if (event.key === 'Escape' && drag) setDrag(undefined)
    else if (event.key === 'ArrowUp') settle(index, index - 1)
    else if (event.key === 'ArrowDown') settle(index, index + 1)
    else if (event.key === 'Home') settle(index, first)
    else if (event.key === 'End') settle(index, last)
    else return
    event.preventDefault()
  }
  const onPointerDown = (index: number) => (event: PointerEvent<HTMLButtonElement>) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    setDrag({ from: index, to: index })
  }
  return (
    <>
      <span className="visually-hidden" role="status">
        {said}
      </span>
      <ol ref={list} className={classes['list']} aria-label={label} data-dragging={drag ? true : undefined}>
        {items.map((item, index) => (
          <li
            key={getId(item)}
            className={classes['item']}
            data-held={drag?.from === index || undefined}
            style={order ? ({ order: order.indexOf(index) } as CSSProperties) : undefined}
          >
            {onMove && fixed(item) && <span className={classes['handle']} aria-hidden="true" data-fixed />}
            {onMove && !fixed(item) && (
              <button
                type="button"
                className={classes['handle']}
                aria-label={t('sortable.handle', { name: itemLabel(item), position: index + 1, count: items.length })}
                title={t('sortable.hint')}
                onKeyDown={onKeyDown(index)}
                onPointerDown={onPointerDown(index)}
                onPointerMove={(event) => {
                  if (drag) setDrag({ from: drag.from, to: within(place(drag.from, event.clientY)) })
                }}
                onPointerUp={() => {
                  if (drag) settle(drag.from, drag.to)
                  setDrag(undefined)
                }}
                onPointerCancel={() => setDrag(undefined)}
              >
                <Icon name="grip" />
              </button>
            )}
            <div className={classes['content']}>{children(item, index)}</div>
          </li>
        ))}
      </ol>
    </>
  )
}
