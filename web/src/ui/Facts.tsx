// Label and value, one under the other: the plain facts of a thing.
import type { ReactNode } from 'react'
import classes from './facts.module.css'

export function Facts({ items }: { items: [label: string, value: ReactNode][] }) {
  return (
    <dl className={classes['facts']}>
      {items
        .filter(([, value]) => value !== undefined && value !== null && value !== '' && value !== false)
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
