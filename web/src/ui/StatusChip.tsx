// A status is a word in a chip. The tone helps the eye; the word carries the meaning.
import classes from './chips.module.css'

export type Tone = 'neutral' | 'done' | 'danger' | 'quiet'

export function StatusChip({ children, tone = 'neutral' }: { children: string; tone?: Tone }) {
  return (
    <span className={classes['chip']} data-tone={tone} data-whole>
      {children}
    </span>
  )
}
