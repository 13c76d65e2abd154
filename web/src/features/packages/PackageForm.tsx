// What a work package is about: created here and changed here until it is approved.
import { ActionIcon, Select, Text, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { refusal } from '~/api/abilities'
import { all } from '~/api/paging'
import { createPackage, editPackage, packageMayQuery, packageQuery, packagesKey } from '~/api/queries/packages'
import type { At } from '~/api/queries/project'
import { listWorkflows } from '~/api/queries/runs'
import { workflowsKey } from '~/api/queries/steps'
import type { WorkPackage } from '~/api/types'
import { DocumentFinder } from '~/features/document'
import { PersonSelect } from '~/features/workflows'
import { wrongIn } from './wrong'
import { EmptyState, Form, type FormState, Icon, Page, toast, useForm } from '~/ui'
import { Head } from './PackagePage'
import classes from './packages.module.css'

type Named = { id: string; name: string }
type Values = {
  name: string
  description: string
  due_on: string
  assignee_id: Named | null
  reviewer_ids: Named[]
  document_ids: Named[]
  workflow_ids: Named[]
}

const EMPTY: Values = { name: '', description: '', due_on: '', assignee_id: null, reviewer_ids: [], document_ids: [], workflow_ids: [] }
const ids = (all: Named[]) => all.map(({ id }) => id)
const body = (values: Values) => ({
  name: values.name,
  description: values.description,
  due_on: values.due_on || null,
  assignee_id: values.assignee_id?.id ?? null,
  reviewer_ids: ids(values.reviewer_ids),
  document_ids: ids(values.document_ids),
  workflow_ids: ids(values.workflow_ids),
})
const valuesOf = (one: WorkPackage): Values => ({
  name: one.name,
  description: one.description,
  due_on: one.due_on ?? '',
  assignee_id: one.assignee?.person ?? null,
  reviewer_ids: one.reviewers.map(({ person }) => person),
  document_ids: one.documents.map(({ document_id, number, title }) => ({ id: document_id, name: `${number} · ${title}` })),
  workflow_ids: one.workflows.map(({ id, number, title }) => ({ id, name: `${number} · ${title}` })),
})

export function NewPackagePage({ at }: { at: At }) {
  const { t } = useTranslation('packages')
  const client = useQueryClient()
  const navigate = useNavigate()
  const { data: abilities } = useQuery(packageMayQuery(at))
  const form = useForm(EMPTY)
  const not = abilities && refusal(abilities, 'work_package.manage', t('refused'))
  return (
    <Page scroll>
      <Head at={at} title={t('new')} />
      {not ? (
        <EmptyState title={t('notYours')}>{not}</EmptyState>
      ) : (
        <Fields
          at={at}
          form={form}
          submit={t('create')}
          onSubmit={async (values) => {
            const made = await createPackage(at, body(values))
            client.setQueryData(packageQuery(at, made.id).queryKey, made)
            void client.invalidateQueries({ queryKey: [...packagesKey(at), 'list'] })
            toast(t('wasCreated', { reference: made.reference }))
            void navigate({ to: '/o/$org/p/$project/packages/$package', params: { ...at, package: made.id }, search: {}, replace: true })
          }}
        />
      )}
    </Page>
  )
}

export function EditPackagePage({ at, id }: { at: At; id: string }) {
  const { t } = useTranslation('packages')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const navigate = useNavigate()
  const { data: one } = useSuspenseQuery(packageQuery(at, id))
  const form = useForm(valuesOf(one))
  const not = refusal(one.abilities, 'work_package.edit', t('refused'))
  const back = () => void navigate({ to: '/o/$org/p/$project/packages/$package', params: { ...at, package: id }, search: {} })
  return (
    <Page scroll>
      <Head at={at} number={one.reference} title={one.name} />
      {not ? (
        <EmptyState title={t('notYours')}>{not}</EmptyState>
      ) : (
        <Fields
          at={at}
          form={form}
          submit={ui('save')}
          onCancel={back}
          onSubmit={async (values) => {
            const changed = await editPackage(at, id, { ...body(values), version: one.version })
            client.setQueryData(packageQuery(at, id).queryKey, changed)
            void client.invalidateQueries({ queryKey: [...packagesKey(at), 'list'] })
            toast(t('changed', { reference: changed.reference }))
            back()
          }}
        />
      )}
    </Page>
  )
}

function Fields({
  at,
  form,
  submit,
  onSubmit,
  onCancel,
}: {
  at: At
  form: FormState<Values>
  submit: string
  onSubmit: (values: Values) => Promise<void>
  onCancel?: () => void
}) {
  const { t } = useTranslation('packages')
  const { values, set, errors } = form
  return (
    <div className={classes['form']}>
      <Form form={form} submit={submit} onSubmit={onSubmit} {...(onCancel ? { onCancel } : {})}>
        <TextInput label={t('columns.name')} required maxLength={120} {...form.text('name')} />
        <Textarea label={t('description')} autosize minRows={2} maxRows={10} maxLength={4000} {...form.text('description')} />
        <div className={classes['fields']}>
          <PersonSelect
            at={at}
            label={t('columns.assignee')}
            shown
            clearable
            known={values.assignee_id ? [values.assignee_id] : []}
            value={values.assignee_id?.id ?? null}
            onChange={(person) => set('assignee_id', person ?? null)}
            error={errors['assignee_id']}
          />
          <TextInput type="date" label={t('columns.due')} {...form.text('due_on')} />
        </div>
        <section aria-labelledby="reviewers" className={classes['part']}>
          <h2 id="reviewers">{t('reviewers')}</h2>
          <PersonSelect
            at={at}
            label={t('addReviewer')}
            shown
            known={[]}
            taken={[...ids(values.reviewer_ids), ...(values.assignee_id ? [values.assignee_id.id] : [])]}
            value={null}
            onChange={(person) => person && set('reviewer_ids', [...values.reviewer_ids, person])}
            error={errors['reviewer_ids']}
          />
          <Text size="xs" c="dimmed">
            {t('reviewersHint')}
          </Text>
          <Chosen label={t('reviewers')} field="reviewer_ids" form={form} />
        </section>
        <section aria-labelledby="documents" className={classes['part']}>
          <h2 id="documents">{t('documents', { count: values.document_ids.length })}</h2>
          <DocumentFinder
            at={at}
            label={t('addDocument')}
            taken={ids(values.document_ids)}
            onAdd={({ id, number, title }) => set('document_ids', [...values.document_ids, { id, name: `${number} · ${title}` }])}
            error={errors['document_ids']}
          />
          <Chosen label={t('columns.documents')} field="document_ids" form={form} />
        </section>
        <section aria-labelledby="workflows" className={classes['part']}>
          <h2 id="workflows">{t('workflows', { count: values.workflow_ids.length })}</h2>
          <WorkflowFinder at={at} taken={ids(values.workflow_ids)} onAdd={(one) => set('workflow_ids', [...values.workflow_ids, one])} error={errors['workflow_ids']} />
          <Chosen label={t('columns.workflows')} field="workflow_ids" form={form} />
        </section>
      </Form>
    </div>
  )
}

/** What was chosen, each with what is wrong with it. */
function Chosen({ label, field, form }: { label: string; field: 'reviewer_ids' | 'document_ids' | 'workflow_ids'; form: FormState<Values> }) {
  const { t } = useTranslation('packages')
  const list = form.values[field]
  if (list.length === 0) return null
  return (
    <ul className={classes['rows']} aria-label={label}>
      {list.map(({ id, name }, index) => (
        <li key={id}>
          <div className={classes['words']}>
            {name}
            {wrongIn(form.errors, field, index) && (
              <Text size="xs" c="var(--wl-danger)" role="alert">
                {wrongIn(form.errors, field, index)}
              </Text>
            )}
          </div>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('takeOut', { name })}
            onClick={() => form.set(field, list.filter((one) => one.id !== id))}
          >
            <Icon name="close" size={14} />
          </ActionIcon>
        </li>
      ))}
    </ul>
  )
}

function WorkflowFinder({ at, taken, onAdd, error }: { at: At; taken: string[]; onAdd: (one: Named) => void; error: string | undefined }) {
  const { t } = useTranslation('packages')
  const found = useQuery({ queryKey: [...workflowsKey(at), 'choices'], queryFn: () => all(listWorkflows(at, {})) })
  const offered = (found.data ?? []).filter(({ id }) => !taken.includes(id)).map(({ id, number, title }) => ({ value: id, label: `${number} · ${title}` }))
  return (
    <Select
      label={t('addWorkflow')}
      placeholder={t('findWorkflow')}
      searchable
      limit={50}
      nothingFoundMessage={found.isFetching ? undefined : t('noneFound')}
      data={offered}
      value={null}
      onChange={(id) => {
        const one = offered.find(({ value }) => value === id)
        if (one) onAdd({ id: one.value, name: one.label })
      }}
      error={error}
    />
  )
}
