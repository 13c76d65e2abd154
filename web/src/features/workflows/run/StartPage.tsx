// Starts a workflow in three screens: by which template, about what, and who answers. Nothing is kept on the server before it
// is started; what was typed stays in the tab.
import { Button, Group, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refusal } from '~/api/abilities'
import { type At, projectQuery } from '~/api/queries/project'
import { registerKey } from '~/api/queries/register'
import { startWorkflow, workflowMayQuery, workflowQuery } from '~/api/queries/runs'
import { meQuery } from '~/api/queries/session'
import { myStepsKey, workflowsKey } from '~/api/queries/steps'
import { templateQuery } from '~/api/queries/workflows'
import type { NewWorkflow, Template } from '~/api/types'
import { type FieldErrors, isProblem } from '~/lib/problem'
import { EmptyState, ErrorBox, Page, PageHeader, toast, WizardSteps } from '~/ui'
import classes from '../workflows.module.css'
import { DetailsStep } from './DetailsStep'
import { PeopleStep } from './PeopleStep'
import { anew, forget, keep, restored, type Start, STEPS, type Step, stepOf, toNew } from './start'
import { TemplateStep } from './TemplateStep'
import { useSheets } from './sheets'

export type StartProps = {
  at: At
  start: Start
  onStart: (change: Partial<Start>) => void
  template: Template | undefined
  errors: FieldErrors
}

export function StartPage({
  at,
  documents,
  template: given,
  step,
  onStep,
}: {
  at: At
  /** Documents that another screen brings along. */
  documents: string
  template: string
  step: Step | undefined
  onStep: (step: Step) => void
}) {
  const { t } = useTranslation('runs')
  const { data: project } = useSuspenseQuery(projectQuery(at))
  const { data: abilities } = useQuery(workflowMayQuery(at))
  const client = useQueryClient()
  const navigate = useNavigate()
  const { data: me } = useSuspenseQuery(meQuery)
  const draft = { ...at, account: me.account.id }
  const [start, setStart] = useState(() => restored(draft, documents, given))
  const [errors, setErrors] = useState<FieldErrors>({})
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const template = useQuery({ ...templateQuery(at, start.template), enabled: start.template !== '' })
  const sheets = useSheets(at, start.documents)
  const chosen = template.data?.id === start.template ? template.data : undefined
  // Without a template there is nothing to choose for it.
  const current: Step = start.template === '' || template.error ? 'template' : (step ?? (given ? 'details' : 'template'))
  const not = abilities && refusal(abilities, 'workflow.start', t('refused'))

  const change = (next: Partial<Start>) => {
    // What was confirmed was confirmed of these documents.
    const now = { ...start, ...('documents' in next ? { confirmed: false } : {}), ...next }
    setStart(now)
    keep(draft, now)
    setError(undefined)
    // What was refused stands until it is changed.
    setErrors((old) => Object.fromEntries(Object.entries(old).filter(([field]) => !Object.keys(next).some((key) => field.startsWith(key)))))
  }
  const body: NewWorkflow = toNew(start, chosen?.template_version, (id) => sheets.find((one) => one.id === id)?.revision?.id)

  async function run() {
    setBusy(true)
    setError(undefined)
    try {
      const workflow = await startWorkflow(at, body)
      forget(draft)
      client.setQueryData(workflowQuery(at, workflow.id).queryKey, workflow)
      void client.invalidateQueries({ queryKey: [...workflowsKey(at), 'list'] })
      void client.invalidateQueries({ queryKey: myStepsKey(at.org) })
      void client.invalidateQueries({ queryKey: registerKey(at) })
      toast(t('started', { number: workflow.number }))
      void navigate({ to: '/o/$org/p/$project/workflows/$workflow', params: { ...at, workflow: workflow.id }, replace: true })
    } catch (problem) {
      setBusy(false)
      const fields = isProblem(problem) ? problem.fields : {}
      setErrors(fields)
      const wrong = Object.keys(fields).map(stepOf)
      const first = STEPS.find((one) => wrong.includes(one))
      if (!first) setError(problem)
      else if (first !== 'people') onStep(first)
      // The plan was changed since it was looked at.
      void client.invalidateQueries({ queryKey: templateQuery(at, start.template).queryKey })
    }
  }

  const place = STEPS.indexOf(current)
  const before = STEPS[place - 1]
  const after = STEPS[place + 1]
  const props: StartProps = { at, start, onStart: change, template: chosen, errors }
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
        title={t('new')}
      />
      {not ? (
        <EmptyState title={t('notYours')}>{not}</EmptyState>
      ) : (
        <div className={classes['wizard']}>
          <WizardSteps
            label={t('steps')}
            steps={STEPS.map((name) => ({ name, title: t(`step.${name}`) }))}
            current={current}
            shut={(name) => busy || (name !== 'template' && !chosen)}
            onStep={onStep}
          />
          <div className={classes['body']} data-wide={current === 'people' || undefined}>
            {current === 'template' && (
              <TemplateStep
                {...props}
                onChoose={(id) => {
                  change(id === start.template ? {} : anew(id))
                  onStep('details')
                }}
              />
            )}
            {current === 'details' && <DetailsStep {...props} sheets={sheets} />}
            {current === 'people' && chosen && (
              <PeopleStep {...props} template={chosen} body={body} ready={sheets.every(({ loading }) => !loading)} busy={busy} onStep={onStep} onRun={() => void run()} />
            )}
            {current === 'template' && template.error && <ErrorBox error={template.error} onRetry={() => void template.refetch()} />}
            {current === 'template' && errors['template_id'] && (
              <Text c="var(--wl-danger)" role="alert">
                {errors['template_id']}
              </Text>
            )}
            {error !== undefined && <ErrorBox error={error} />}
          </div>
          {current !== 'people' && chosen && (
            <Group className={classes['foot'] ?? ''} justify="flex-end" gap="xs">
              {before && (
                <Button variant="default" onClick={() => onStep(before)}>
                  {t('back')}
                </Button>
              )}
              {after && <Button onClick={() => onStep(after)}>{t(`to.${after as 'people'}`)}</Button>}
            </Group>
          )}
        </div>
      )}
    </Page>
  )
}
