// What happened to a thing, oldest first, with the reasons that were given.
import classes from './history.module.css'
import { When } from './When'

export function History({ label, events }: { label: string; events: { text: string; reason?: string | null | undefined; at: string }[] }) {
  return (
    <ol className={classes['history']} aria-label={label}>
      {events.map(({ text, reason, at }, index) => (
        <li key={index}>
          {text}{' '}
          <span className={classes['quiet']}>
            <When at={at} />
          </span>
          {reason && <q>{reason}</q>}
        </li>
      ))}
    </ol>
  )
}
