// The third screen: who would answer which step, as the server works it out, with what is still to be chosen and what stands
// against starting it, each at its place.
import { ActionIcon, Alert, Anchor, Button, Checkbox, Group, NumberInput, Skeleton, Text } from '@mantine/core'
import '~/theme/late.css'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { checkQuery } from '~/api/queries/runs'
import { matrixQuery } from '~/api/queries/workflows'
import type { CheckedStep, FieldError, NewWorkflow, Party, Template } from '~/api/types'
import { ErrorBox, Icon, OutsideEye, OutsideMark } from '~/ui'
import { PersonSelect, usePartyName } from '../party'
import classes from '../workflows.module.css'
import { Lane } from './Lane'
import { asProblems, choiceAt, choosing, elsewhere, placeOf, problemsAt, sameParty, type Step, stepOf } from './start'
import type { StartProps } from './StartPage'

export function PeopleStep({
  template,
  body,
  ready,
  busy,
  onStep,
  onRun,
  ...props
}: Omit<StartProps, 'template'> & { template: Template; body: NewWorkflow; ready: boolean; busy: boolean; onStep: (step: Step) => void; onRun: () => void }) {
  const { t } = useTranslation('runs')
  const { t: of } = useTranslation('workflows')
  const { at, start, errors } = props
  // Typing hours asks once, not with every key.
  const [wanted] = useDebouncedValue(body, 250)
  const check = useQuery({ ...checkQuery(at, wanted), enabled: ready })
  const settled = !check.isFetching && JSON.stringify(wanted) === JSON.stringify(body)
  const problems = [...(check.data?.problems ?? []), ...(settled ? asProblems(errors) : [])]
  const people = new Map(check.data?.steps.flatMap((one) => one.people.map((person) => [person.id, person] as const)))
  const restricted = check.data?.restricted ?? 0
  const newcomers = new Set(check.data?.steps.flatMap((one) => one.newcomers.map(({ email }) => email)))
  const outside = [...people.values()].filter((person) => person.outside).length + newcomers.size
  const invites = check.data?.abilities['member.invite']?.allowed ?? false
  return (
    <>
      {check.error ? (
        <ErrorBox error={check.error} onRetry={() => void check.refetch()} />
      ) : !check.data ? (
        <Skeleton height={240} aria-busy aria-label={t('checking')} />
      ) : (
        <>
          <Elsewhere problems={elsewhere(problems)} onStep={onStep} />
          <Lane
            label={of('flow')}
            end={
              <>
                {of('end')}
                <span className={classes['note']}>{of(`outcomes.${template.settings.outcome ?? 'final_step_decides'}`)}</span>
              </>
            }
            stages={template.stages.map((stage, index) => {
              const steps = check.data.steps.filter((one) => one.stage === index)
              return {
                name: stage.name ?? '',
                note: steps.length > 1 ? of('sideBySide', { count: steps.length }) : undefined,
                cards: steps.map((step) => <Card key={step.step} {...props} template={template} step={step} invites={invites} problems={problemsAt(problems, start, step.stage, step.step)} />),
              }
            })}
          />
          <Group gap="xs" aria-live="polite">
            <Text>{t('asked', { count: people.size + newcomers.size })}</Text>
            <OutsideEye count={outside} />
          </Group>
        </>
      )}
      {restricted > 0 && (
        <Checkbox
          label={t('confirmRestricted', { count: restricted })}
          checked={start.confirmed ?? false}
          onChange={(event) => props.onStart({ confirmed: event.currentTarget.checked })}
        />
      )}
      <Group className={classes['foot'] ?? ''} justify="flex-end" gap="xs">
        <Button variant="default" disabled={busy} onClick={() => onStep('details')}>
          {t('back')}
        </Button>
        <Button loading={busy} disabled={!check.data || !settled || problems.length > 0 || (restricted > 0 && !start.confirmed)} onClick={onRun}>
          {t('run')}
        </Button>
      </Group>
    </>
  )
}

/** What stands against it and is mended on another screen. */
function Elsewhere({ problems, onStep }: { problems: FieldError[]; onStep: (step: Step) => void }) {
  const { t } = useTranslation('runs')
  if (problems.length === 0) return null
  return (
    <Alert color="red" variant="outline" role="alert" icon={<Icon name="warning" />} title={t('problems', { count: problems.length })}>
      <ul className={classes['plain']}>
        {problems.map(({ field, detail }) => (
          <li key={`${field} ${detail}`}>
            {field === 'title' && `${t('about')}: `}
            {detail}{' '}
            {stepOf(field) !== 'people' && (
              <Anchor component="button" type="button" size="sm" onClick={() => onStep(stepOf(field))}>
                {t(`to.${stepOf(field) as 'details'}`)}
              </Anchor>
            )}
          </li>
        ))}
      </ul>
    </Alert>
  )
}

function Card({
  at,
  start,
  onStart,
  template,
  step,
  invites,
  problems,
}: Omit<StartProps, 'template' | 'errors'> & { template: Template; step: CheckedStep; invites: boolean; problems: string[] }) {
  const { t } = useTranslation('runs')
  const { t: of } = useTranslation('workflows')
  const place = placeOf(step.stage, step.step)
  const choice = choiceAt(start, place)
  const kind = template.stages[step.stage]?.steps[step.step]?.assignment?.kind
  const changeable = template.settings.initiator_may_change ?? []
  const picks = kind === 'open' || kind === 'matrix' || changeable.includes('assignees')
  const chosen = new Set(choice.people.map(({ id }) => id))
  const change = (next: Partial<typeof choice>) => onStart(choosing(start, place, next))
  // Whoever was just chosen is shown at once; the server's word follows.
  const waiting = choice.people.filter(({ id }) => !step.people.some((person) => person.id === id))
  const called = (email: string) => step.newcomers.find((one) => one.email === email)
  return (
    <div className={classes['runCard']} data-wrong={problems.length > 0 || undefined}>
      <strong>{step.name}</strong>
      <span className={classes['note']}>
        {[of(`kinds.${step.type}`), step.people.length > 1 ? of(`modesShort.${step.mode}`) : '', step.sla_hours ? of('within', { time: of('hours', { count: step.sla_hours }) }) : '']
          .filter(Boolean)
          .join(' · ')}
      </span>
      <ul className={classes['people']} aria-label={t('whoAnswers', { step: step.name })}>
        {step.people.map((person) => (
          <li key={person.id}>
            <span>
              {person.outside && <OutsideMark />} {person.name}
              {person.company && <span className={classes['note']}> {person.company.name}</span>}
            </span>
            {chosen.has(person.id) && <TakeOut name={person.name} onTake={() => change({ people: choice.people.filter(({ id }) => id !== person.id) })} />}
          </li>
        ))}
        {waiting.map((person) => (
          <li key={person.id}>
            <span>{person.name}</span>
            <TakeOut name={person.name} onTake={() => change({ people: choice.people.filter(({ id }) => id !== person.id) })} />
          </li>
        ))}
        {choice.emails.map((email) => (
          <li key={email}>
            <span>
              <OutsideMark /> {called(email)?.name || email}
              <span className={classes['note']}> {t(called(email)?.invited ? 'isInvited' : 'willBeInvited')}</span>
            </span>
            <TakeOut name={email} onTake={() => change({ emails: choice.emails.filter((one) => one !== email) })} />
          </li>
        ))}
      </ul>
      {problems.map((detail) => (
        <p key={detail} className={classes['flaw']} role="alert">
          <Icon name="warning" size={14} /> {detail}
        </p>
      ))}
      {picks && (
        <PersonSelect
          at={at}
          steps
          label={t(kind === 'open' || kind === 'matrix' ? 'addPerson' : 'insteadPerson', { step: step.name })}
          placeholder={t(kind !== 'open' && kind !== 'matrix' ? 'somebodyElse' : step.people.length + waiting.length + choice.emails.length > 0 ? 'anotherPerson' : 'choosePerson')}
          known={[]}
          taken={[...step.people, ...waiting].map(({ id }) => id)}
          value={null}
          onChange={(person) => person && change({ people: [...choice.people, person] })}
          onEmail={invites ? (email) => change({ emails: [...new Set([...choice.emails, email])] }) : undefined}
        />
      )}
      {step.optional.length > 0 && <Optional at={at} start={start} onStart={onStart} parties={step.optional} />}
      {changeable.includes('sla') && (
        <NumberInput
          label={of('step.sla_hours')}
          size="xs"
          min={1}
          max={8760}
          allowDecimal={false}
          placeholder={step.sla_hours ? String(step.sla_hours) : t('noTime')}
          value={choice.hours ?? ''}
          onChange={(value) => change({ hours: Number(value) || null })}
        />
      )}
    </div>
  )
}

function TakeOut({ name, onTake }: { name: string; onTake: () => void }) {
  const { t } = useTranslation('runs')
  return (
    <ActionIcon size="sm" variant="subtle" color="gray" aria-label={t('takeOut', { name })} onClick={onTake}>
      <Icon name="close" size={12} />
    </ActionIcon>
  )
}

/** Reviewers of the matrix whom every rule calls optional. */
function Optional({ at, start, onStart, parties }: Pick<StartProps, 'at' | 'start' | 'onStart'> & { parties: Party[] }) {
  const { t } = useTranslation('runs')
  const { data: matrix } = useQuery(matrixQuery(at))
  const name = usePartyName({ people: matrix?.people ?? [], groups: matrix?.groups ?? [] })
  const without = (party: Party) => start.without.some((one) => sameParty(one, party))
  return (
    <fieldset className={classes['optional']}>
      <legend>{t('optional')}</legend>
      {parties.map((party) => (
        <Checkbox
          key={JSON.stringify(party)}
          size="xs"
          label={matrix ? name(party) : t('loading')}
          checked={!without(party)}
          onChange={(event) =>
            onStart({ without: event.currentTarget.checked ? start.without.filter((one) => !sameParty(one, party)) : [...start.without, party] })
          }
        />
      ))}
    </fieldset>
  )
}
