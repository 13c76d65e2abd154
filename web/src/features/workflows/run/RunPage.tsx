// A workflow: who is asked now, the stages as they went, what was answered, and the documents it is about.
import { Alert, Anchor, Button, Text } from '@mantine/core'
import '~/theme/late.css'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { type At, projectQuery } from '~/api/queries/project'
import { evidenceUrl, workflowQuery } from '~/api/queries/runs'
import type { RunStep, Workflow } from '~/api/types'
import { ActionMenu, Facts, History, Icon, OutsideEye, OutsideMark, Page, PageHeader, useActions, When } from '~/ui'
import classes from '../workflows.module.css'
import { DueOn, Priority, RunStatus } from './chips'
import { Outdated } from './Outdated'
import { Responses } from './Responses'
import { RunDocuments } from './RunDocuments'
import { RunFlow } from './RunFlow'
import { RunComments } from './RunComments'
import { useRunActions } from './run-actions'
import { useRunPlan } from './run-plan'

export function RunPage({ at, id }: { at: At; id: string }) {
  const { t } = useTranslation('runs')
  const { data: project } = useSuspenseQuery(projectQuery(at))
  const { data: run } = useSuspenseQuery(workflowQuery(at, id))
  const plan = useRunPlan(at, run, may(project.abilities, 'workflow_template.view'))
  const actions = useRunActions(at, run)
  useActions(actions)
  // Whoever it was sent back to comes here to start it again.
  const primary = actions.find((action) => action.id === 'resubmit' && !action.refusal)
  const rest = actions.filter((action) => action !== primary)
  return (
    <Page scroll>
      <PageHeader
        crumbs={[
          {
            label: project.name,
            link: (label) => (
              <Link to="/o/$org/p/$project/register" params={at} search={{}}>
                {label}
              </Link>
            ),
          },
          {
            label: t('title'),
            link: (label) => (
              <Link to="/o/$org/p/$project/workflows" params={at} search={{}}>
                {label}
              </Link>
            ),
          },
        ]}
        number={run.number}
        title={run.title}
        badges={
          <>
            <RunStatus run={run} />
            <Priority priority={run.priority} />
            <OutsideEye count={outside(run.stages.flatMap(({ steps }) => steps)).length} />
          </>
        }
        actions={
          <>
            <Button component="a" href={evidenceUrl(at, id)} download variant="default">
              {t('evidence')}
            </Button>
            {primary && <Button onClick={primary.run}>{primary.label}</Button>}
            <ActionMenu actions={rest} label={run.number} />
          </>
        }
      />
      <div className={classes['page']}>
        <Now run={run} />
        {(run.status === 'active' || run.status === 'returned') && <Outdated at={at} documents={run.documents} advice={t(`outdated.${run.status}`)} />}
        <About at={at} run={run} />
        {run.notes && (
          <section aria-labelledby="notes" className={classes['part']}>
            <h2 id="notes">{t('notes')}</h2>
            <Text className={classes['about'] ?? ''}>{run.notes}</Text>
          </section>
        )}
        <section aria-labelledby="stages" className={classes['part']}>
          <h2 id="stages">{t('columns.stages')}</h2>
          <RunFlow at={at} run={run} plan={plan} />
        </section>
        <section aria-labelledby="answers" className={classes['part']}>
          <h2 id="answers">{t('answers', { count: run.responses.length })}</h2>
          {run.responses.length === 0 ? <Text c="dimmed">{t('noAnswers')}</Text> : <Responses at={at} responses={run.responses} />}
        </section>
        <RunComments at={at} run={run} />
        <section aria-labelledby="documents" className={classes['part']}>
          <h2 id="documents">{t('documents', { count: run.documents.length })}</h2>
          {run.withheld > 0 && <Text c="dimmed">{t('withheld', { count: run.withheld })}</Text>}
          <RunDocuments at={at} documents={run.documents} />
          {run.documents.length === 0 && run.withheld === 0 && <Text c="dimmed">{t('noDocuments')}</Text>}
        </section>
        <section aria-labelledby="history" className={classes['part']}>
          <h2 id="history">{t('history')}</h2>
          <History label={t('history')} events={run.history} />
        </section>
      </div>
    </Page>
  )
}

/** Those from outside who have a part in these steps, each once. */
export const outside = (steps: Pick<RunStep, 'assignees'>[]) => [
  ...new Set(steps.flatMap(({ assignees }) => assignees.flatMap(({ person }) => (person?.outside ? [person.id] : [])))),
]

const isLate = (step: RunStep) => step.due_at !== null && step.due_at !== undefined && Date.parse(step.due_at) < Date.now()

/** Whose turn it is and since when, or what became of it. */
function Now({ run }: { run: Workflow }) {
  const { t } = useTranslation('runs')
  if (run.status === 'returned') {
    return (
      <Alert color="gray" icon={<Icon name="undo" />}>
        {t('withInitiator', { name: run.initiator?.name ?? t('somebody') })}
      </Alert>
    )
  }
  if (run.status !== 'active') return null
  const open = run.stages.flatMap(({ steps }) => steps).filter(({ status }) => status === 'active')
  return (
    <section aria-label={t('now')} className={classes['now']}>
      {open.map((step) => {
        const asked = step.assignees.filter((one) => one.asked)
        return (
          <p key={step.id}>
            <strong>{step.name}</strong> {t('waitsFor')}{' '}
            {asked.map(({ person, standing }, index) => (
              <span key={person?.id ?? index}>
                {index > 0 && ', '}
                {person?.outside && <OutsideMark />} {person?.name ?? t('somebody')}
                {standing !== 'here' && ` (${t(`standing.${standing}`)})`}
              </span>
            ))}
            {step.activated_at && (
              <>
                {', '}
                {t('since')} <When at={step.activated_at} />
              </>
            )}
            {step.due_at &&
              (isLate(step) ? (
                <strong className={classes['late']}>
                  {', '}
                  <Icon name="warning" size={14} /> {t('lateSince')} <When at={step.due_at} overdue />
                </strong>
              ) : (
                <>
                  {', '}
                  {t('dueAt')} <When at={step.due_at} />
                </>
              ))}
          </p>
        )
      })}
    </section>
  )
}

function About({ at, run }: { at: At; run: Workflow }) {
  const { t } = useTranslation('runs')
  const { t: of } = useTranslation('workflows')
  const running = run.status === 'active' || run.status === 'returned'
  return (
    <Facts
      items={[
        [
          t('columns.template'),
          <span key="template">
            <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/workflows/templates/${run.template_id}`}>
              {run.template_name}
            </Anchor>{' '}
            {run.template_version > 1 && of('version', { version: run.template_version })}
          </span>,
        ],
        [t('columns.stage'), running && t('stageOf', { number: Math.min(run.stage + 1, run.stage_count), count: run.stage_count })],
        [t('round'), run.round > 1 && run.round],
        [t('columns.initiator'), run.initiator?.name],
        [t('columns.started'), <When key="started" at={run.started_at} />],
        [t('columns.ended'), run.ended_at && <When key="ended" at={run.ended_at} />],
        [t('columns.due'), run.due_on && <DueOn key="due" on={run.due_on} open={running} />],
      ]}
    />
  )
}
