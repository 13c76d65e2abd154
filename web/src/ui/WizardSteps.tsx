// The screens of something that is made in several: where one is, and the way to the others.
import classes from './wizard.module.css'

export function WizardSteps<Name extends string>({
  label,
  steps,
  current,
  shut,
  onStep,
}: {
  label: string
  steps: readonly { name: Name; title: string }[]
  current: Name
  /** Is there no way to this one now? */
  shut: (name: Name) => boolean
  onStep: (name: Name) => void
}) {
  return (
    <nav aria-label={label}>
      <ol className={classes['steps']}>
        {steps.map(({ name, title }, index) => (
          <li key={name}>
            <button type="button" aria-current={name === current ? 'step' : undefined} disabled={shut(name)} onClick={() => name !== current && onStep(name)}>
              <span className="numeric">{index + 1}</span> {title}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}
