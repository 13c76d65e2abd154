// A work package: where it stands and the one next step, its documents and workflows, what shows that it is done, and what
// was said.
import { Alert, Anchor, Button, Text } from '@mantine/core'
import '~/theme/late.css'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { packageQuery } from '~/api/queries/packages'
import { type At, projectQuery } from '~/api/queries/project'
import type { PackageDocument, PackageWorkflow, WorkPackage } from '~/api/types'
import { numberWidth } from '~/lib/columns'
import { tone } from '~/lib/status'
import { useWords } from '~/lib/words'
import { ActionMenu, type Column, DataTable, Facts, History, Icon, Page, PageHeader, StatusChip, useActions, When } from '~/ui'
import { Due, Part, State } from './chips'
import { EvidenceList } from './Evidence'
import { Notes } from './Notes'
import { Unfinished, usePackageActions } from './package-actions'
import classes from './packages.module.css'

export function PackagePage({ at, id }: { at: At; id: string }) {
  const { t } = useTranslation('packages')
  const { data: one } = useSuspenseQuery(packageQuery(at, id))
  const { primary, rest } = usePackageActions(at, one)
  useActions(primary ? [primary, ...rest] : rest)
  return (
    <Page scroll>
      <Head
        at={at}
        number={one.reference}
        title={one.name}
        badges={<State state={one.state} />}
        actions={
          <>
            {primary && <Button onClick={primary.run}>{primary.label}</Button>}
            {rest.length > 0 && <ActionMenu actions={rest} label={one.reference} />}
          </>
        }
      />
      <div className={classes['page']}>
        <Now one={one} />
        <Facts
          items={[
            [t('columns.assignee'), one.assignee ? <Part key="assignee" part={one.assignee} /> : t('nobody')],
            [t('reviewers'), one.reviewers.length > 0 ? <People key="reviewers" one={one} /> : t('admins')],
            [t('columns.due'), one.due_on && <Due key="due" one={one} />],
            [t('createdBy'), one.created_by?.name],
            [t('created'), <When key="created" at={one.created_at} />],
            [t('columns.changed'), <When key="changed" at={one.updated_at} />],
          ]}
        />
        {one.description && <p className={classes['text']}>{one.description}</p>}
        <Section id="documents" title={t('documents', { count: one.documents.length })}>
          <Documents at={at} documents={one.documents} />
        </Section>
        <Section id="workflows" title={t('workflows', { count: one.workflows.length })}>
          <Workflows at={at} one={one} />
        </Section>
        <Section id="evidence" title={t('evidence')}>
          <EvidenceList at={at} one={one} />
        </Section>
        <Section id="notes" title={t('notes')}>
          <Notes at={at} one={one} />
        </Section>
        <Section id="history" title={t('history')}>
          <History label={t('history')} events={one.history} />
        </Section>
      </div>
    </Page>
  )
}

/** The head of every screen about work packages. */
export function Head({ at, ...rest }: { at: At; number?: string; title: string; badges?: React.ReactNode; actions?: React.ReactNode }) {
  const { t } = useTranslation('packages')
  const { data: project } = useSuspenseQuery(projectQuery(at))
  return (
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
            <Link to="/o/$org/p/$project/packages" params={at} search={{}}>
              {label}
            </Link>
          ),
        },
      ]}
      {...rest}
    />
  )
}

function Section({ id, title, children }: { id: string; title: string; children: React.ReactNode }) {
  return (
    <section aria-labelledby={id} className={classes['part']}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  )
}

/** What whoever looks at it should know first. */
function Now({ one }: { one: WorkPackage }) {
  const { t } = useTranslation('packages')
  const reason = one.state === 'returned' ? one.notes.findLast(({ move }) => move === 'return') : undefined
  const left = one.assignee?.in_project === false && one.state !== 'closed'
  return (
    <>
      {reason && (
        <Alert color="gray" icon={<Icon name="undo" />} title={t('returnedBy', { name: reason.person?.name ?? t('somebody') })}>
          <p className={classes['text']}>{reason.text}</p>
        </Alert>
      )}
      {one.overdue && (
        <Text className={classes['late'] ?? ''} fw={600}>
          <Icon name="warning" size={14} /> {t('overdueText')}
        </Text>
      )}
      {left && (
        <Alert color="gray" icon={<Icon name="warning" />}>
          {t('assigneeLeft', { name: one.assignee?.person.name })} {t(may(one.abilities, 'work_package.edit') ? 'assignAnew' : 'askToAssign')}
        </Alert>
      )}
      {one.warnings.length > 0 && <Unfinished warnings={one.warnings} />}
    </>
  )
}

function People({ one }: { one: WorkPackage }) {
  return (
    <span>
      {one.reviewers.map((part, index) => (
        <span key={part.person.id}>
          {index > 0 && ', '}
          <Part part={part} />
        </span>
      ))}
    </span>
  )
}

function Documents({ at, documents }: { at: At; documents: PackageDocument[] }) {
  const { t } = useTranslation('packages')
  const words = useWords()
  const navigate = useNavigate()
  if (documents.length === 0) return <Text c="dimmed">{t('noDocuments')}</Text>
  const status = ({ status }: PackageDocument) => <StatusChip tone={tone(status)}>{words('status', status)}</StatusChip>
  const columns: Column<PackageDocument>[] = [
    {
      key: 'number',
      header: t('columns.number'),
      width: numberWidth(documents.map(({ number }) => number), false),
      cell: ({ document_id, number }) => (
        <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/register/${document_id}`}>
          {number}
        </Anchor>
      ),
    },
    { key: 'title', header: t('columns.title'), width: 'minmax(140px, 2fr)', cell: ({ title }) => <span title={title}>{title}</span> },
    { key: 'revision', header: t('columns.revision'), width: '80px', cell: ({ revision }) => revision },
    { key: 'status', header: t('columns.status'), width: '180px', drop: 2, cell: status },
    { key: 'accepted', header: t('columns.accepted'), width: '110px', drop: 1, cell: ({ accepted }) => t(accepted ? 'accepted' : 'notAccepted') },
  ]
  return (
    <DataTable
      fit
      label={t('columns.documents')}
      columns={columns}
      rows={documents}
      getId={({ document_id }) => document_id}
      rowLabel={({ number, title }) => `${number} · ${title}`}
      onOpen={({ document_id }) => void navigate({ to: '/o/$org/p/$project/register/$doc', params: { ...at, doc: document_id }, search: {} })}
      phone={(one) => ({
        first: (
          <>
            <strong>{one.number}</strong> <span>{one.title}</span>
          </>
        ),
        second: (
          <>
            <span>{one.revision}</span>
            {status(one)}
          </>
        ),
      })}
      empty={null}
    />
  )
}

function Workflows({ at, one: { workflows, state } }: { at: At; one: WorkPackage }) {
  const { t } = useTranslation('packages')
  if (workflows.length === 0) return <Text c="dimmed">{t('noWorkflows')}</Text>
  return (
    <ul className={classes['rows']} aria-label={t('columns.workflows')}>
      {workflows.map((one) => (
        <li key={one.id}>
          <div className={classes['words']}>
            <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/workflows/${one.id}`}>
              {one.number}
            </Anchor>{' '}
            {one.title}
            {one.status === 'cancelled' && state !== 'closed' && (
              <Text size="sm" c="var(--wl-danger)">
                <Icon name="warning" size={14} /> {t('workflowCancelled')}
              </Text>
            )}
          </div>
          <WorkflowState one={one} />
        </li>
      ))}
    </ul>
  )
}

/** The state of a workflow; once it is completed, its outcome. */
export function WorkflowState({ one }: { one: Pick<PackageWorkflow, 'status' | 'outcome'> }) {
  const { t } = useTranslation('runs')
  if (one.outcome) return <StatusChip tone={one.outcome === 'rejected' ? 'danger' : 'done'}>{t(`outcomes.${one.outcome as 'approved'}`)}</StatusChip>
  return <StatusChip tone={one.status === 'completed' ? 'done' : one.status === 'cancelled' ? 'quiet' : 'neutral'}>{t(`statuses.${one.status as 'active'}`)}</StatusChip>
}
