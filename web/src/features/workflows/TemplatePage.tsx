// A workflow template: the flow as it will run, and beside it the panel of what is chosen in it.
import { Alert, Button } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useBlocker } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { type At, projectQuery } from '~/api/queries/project'
import { editTemplate, moveTemplate, templateQuery, templatesKey, templatesMayQuery } from '~/api/queries/workflows'
import { type FieldErrors, isProblem } from '~/lib/problem'
import { ActionMenu, ErrorBox, Icon, Page, PageHeader, SidePanel, Split, toast, useActions, useConfirm } from '~/ui'
import { Flow } from './Flow'
import { SettingsPanel, StagePanel, StepPanel } from './panels'
import { addStage, addStep, changeStage, changeStep, flaws, moveStage, type Plan, planOf, readPlace, removeStage, removeStep, toEdit } from './plan'
import { TemplateStateChip } from './Templates'
import { useTemplateActions } from './template-actions'
import classes from './workflows.module.css'

/** What the panel shows: a step such as "1-0", a stage such as "1", or "settings". */
export type TemplateSearch = { show?: string | undefined }

export function TemplatePage({ at, id, search, onSearch }: { at: At; id: string; search: TemplateSearch; onSearch: (search: TemplateSearch) => void }) {
  const { t } = useTranslation('workflows')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const confirm = useConfirm()
  const { data: project } = useSuspenseQuery(projectQuery(at))
  const { data: template } = useSuspenseQuery(templateQuery(at, id))
  const { data: list } = useQuery(templatesMayQuery(at))
  const was = planOf(template)
  const [plan, setPlan] = useState<Plan>(was)
  const [people, setPeople] = useState<{ id: string; name: string }[]>([])
  const [errors, setErrors] = useState<FieldErrors>({})
  const [error, setError] = useState<unknown>()
  const [kept, setKept] = useState(false)
  const [busy, setBusy] = useState(false)
  const edit = toEdit(plan, was, template.version)
  const editable = may(template.abilities, 'workflow_template.edit')
  const found = flaws(template.problems, errors, plan, was)
  // What was drawn and not saved is not left behind without a word; the panels are the same page.
  useBlocker({
    disabled: !edit || !editable,
    enableBeforeUnload: true,
    shouldBlockFn: async ({ current, next }) =>
      current.pathname !== next.pathname && !(await confirm({ title: t('leaveTitle'), text: t('leaveText', { name: template.name }), action: t('leave'), danger: true })),
  })
  const names = { people: [...template.people, ...people], groups: template.groups }
  const actions = useTemplateActions(at)(template)
  useActions(actions)
  const change = (next: Partial<Plan>) => {
    setPlan((old) => ({ ...old, ...next }))
    setErrors({})
  }
  const show = (what: string | undefined) => onSearch({ show: what })

  /** Keeps what was drawn, and puts it to use when asked. */
  async function save(activate: boolean) {
    setBusy(true)
    setErrors({})
    setError(undefined)
    setKept(false)
    try {
      let saved = edit ? await editTemplate(at, id, edit) : template
      // What was kept stays kept, even if it is not complete enough to be put to use.
      client.setQueryData(templateQuery(at, id).queryKey, saved)
      setPlan(planOf(saved))
      setKept(true)
      if (activate) {
        saved = await moveTemplate(at, id, 'activate', saved.version)
        client.setQueryData(templateQuery(at, id).queryKey, saved)
      }
      toast(activate ? t('activated', { name: saved.name }) : t('saved', { name: saved.name }))
    } catch (problem) {
      setErrors(isProblem(problem) ? problem.fields : {})
      setError(problem)
    } finally {
      setBusy(false)
      void client.invalidateQueries({ queryKey: templatesKey(at), predicate: ({ queryKey }) => !queryKey.includes('one') })
    }
  }

  const { stages, settings } = plan
  const place = readPlace(search.show, stages)
  const stage = /^\d+$/.test(search.show ?? '') && stages[Number(search.show)] ? Number(search.show) : undefined
  const onStages = (next: typeof stages) => change({ stages: next })
  const close = () => show(undefined)
  const panel =
    search.show === 'settings' ? (
      <SidePanel title={t('settings.title')} onClose={close}>
        <SettingsPanel plan={plan} categories={list?.categories ?? []} found={found} disabled={!editable} onPlan={change} />
      </SidePanel>
    ) : place ? (
      <SidePanel title={stages[place.stage]?.steps[place.step]?.name || t('unnamed')} onClose={close}>
        <StepPanel
          key={search.show}
          at={at}
          stages={stages}
          place={place}
          names={names}
          found={found}
          disabled={!editable}
          onPerson={(person) => setPeople((old) => [...old, person])}
          onStep={(step) => onStages(changeStep(stages, place.stage, place.step, step))}
          onRemove={() => {
            onStages(removeStep(stages, place.stage, place.step))
            close()
          }}
        />
      </SidePanel>
    ) : stage !== undefined ? (
      <SidePanel title={t('stageNo', { number: stage + 1 })} onClose={close}>
        <StagePanel
          key={search.show}
          stages={stages}
          at={stage}
          found={found}
          disabled={!editable}
          onStage={(next) => onStages(changeStage(stages, stage, next))}
          onMove={(to) => {
            onStages(moveStage(stages, stage, to))
            show(String(to))
          }}
          onRemove={() => {
            onStages(removeStage(stages, stage))
            close()
          }}
        />
      </SidePanel>
    ) : null
  const general = ['name', 'category', 'description', 'stages'].flatMap((field) => found[field] ?? [])
  const elsewhere = error !== undefined && (!isProblem(error) || Object.keys(error.fields).length === 0)
  return (
    <Split panel={panel}>
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
              label: t('tabs.templates'),
              link: (label) => (
                <Link to="/o/$org/p/$project/workflows" params={at} search={{ tab: 'templates' }}>
                  {label}
                </Link>
              ),
            },
          ]}
          title={plan.name || template.name}
          badges={<TemplateStateChip state={template.state} version={template.template_version} />}
          actions={
            <>
              <Button variant="default" aria-pressed={search.show === 'settings'} onClick={() => show(search.show === 'settings' ? undefined : 'settings')}>
                {t('settings.title')}
              </Button>
              {editable && (
                <Button variant={template.state === 'active' ? 'filled' : 'default'} disabled={!edit} loading={busy} onClick={() => void save(false)}>
                  {edit ? ui('save') : ui('saved')}
                </Button>
              )}
              {may(template.abilities, 'workflow_template.activate') && (
                <Button loading={busy} onClick={() => void save(true)}>
                  {edit ? t('saveAndActivate') : t('activate')}
                </Button>
              )}
              <ActionMenu actions={actions} label={template.name} />
            </>
          }
        />
        <div className={classes['page']}>
          {plan.description && <p className={classes['about']}>{plan.description}</p>}
          {template.state === 'active' && edit?.stages && <Alert color="gray">{t('newVersion', { version: template.template_version + 1 })}</Alert>}
          {general.length > 0 && (
            <Alert color="gray" icon={<Icon name="warning" />} role="alert">
              {general.join(' ')}
            </Alert>
          )}
          {error !== undefined && !elsewhere && (
            <Alert color="red" variant="outline" role="alert" icon={<Icon name="warning" />}>
              {t(kept ? 'notActive' : 'refusedHere')}
            </Alert>
          )}
          {elsewhere && <ErrorBox error={error} />}
          <Flow
            stages={stages}
            settings={settings}
            names={names}
            found={found}
            open={search.show}
            onStep={(stage, step) => show(`${stage}-${step}`)}
            onStage={(at) => show(String(at))}
            onAddStage={
              editable
                ? (place) => {
                    onStages(addStage(stages, place, t('newStep')))
                    show(`${place}-0`)
                  }
                : undefined
            }
            onAddStep={
              editable
                ? (place) => {
                    onStages(addStep(stages, place, t('newStep')))
                    show(`${place}-${stages[place]?.steps.length ?? 0}`)
                  }
                : undefined
            }
          />
        </div>
      </Page>
    </Split>
  )
}
