// What waits for this person, across projects; then the projects themselves.
import { Anchor, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useQueries, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import type { Project } from '~/api/types'
import { listAccess, organisationQuery } from '~/api/queries/organisation'
import { projectChoicesQuery } from '~/api/queries/project'
import { countQuery } from '~/api/queries/register'
import { listMySteps, myStepsKey } from '~/api/queries/steps'
import { ErrorBox, Page, PageHeader, When } from '~/ui'
import classes from './home.module.css'
import { News } from './News'
import { ProjectLines } from './ProjectLines'

const WEEK = 7 * 86_400_000
const MAX_ASKED = 8
/** How many steps stand here themselves; what is due first comes first. */
const STEPS_SHOWN = 5

export function HomePage({ org }: { org: string }) {
  const { t } = useTranslation('home')
  const { data: organisation } = useSuspenseQuery(organisationQuery(org))
  const projects = useQuery(projectChoicesQuery(org))
  return (
    <Page scroll>
      <PageHeader title={organisation.name} />
      <Stack gap="xl" p="lg" pt="sm" maw={800}>
        {projects.error ? (
          <ErrorBox error={projects.error} onRetry={() => void projects.refetch()} />
        ) : projects.data === undefined ? (
          <Skeleton height={160} />
        ) : (
          <>
            <Waiting
              org={org}
              projects={projects.data}
              staff={may(organisation.abilities, 'organisation.ledger')}
            />
            {/* Whoever is asked for answers alone is never in a project. */}
            {(projects.data.length > 0 || organisation.role !== 'workflow_responder') && (
              <section aria-labelledby="home-projects">
                <Title order={2} id="home-projects" mb="sm">
                  {t('projects')}
                </Title>
                <ProjectLines org={org} projects={projects.data} />
              </section>
            )}
            {organisation.counts.notifications > 0 && <News org={org} />}
          </>
        )}
      </Stack>
    </Page>
  )
}

function Waiting({ org, projects, staff }: { org: string; projects: Project[]; staff: boolean }) {
  const { t } = useTranslation('home')
  const submitting = projects.filter((project) => project.mode === 'external').slice(0, MAX_ASKED)
  const submitted = useQueries({
    queries: submitting.map((project) => countQuery({ org, project: project.id }, { mine: true, pending: true })),
  })
  const ending = useQuery({
    queryKey: ['organisation', org, 'access', 'ending'],
    queryFn: ({ signal }) =>
      listAccess(org, { state: 'open', ends_before: new Date(Date.now() + WEEK).toISOString() })(undefined, signal),
    enabled: staff,
  })
  const steps = useQuery({ queryKey: [...myStepsKey(org), 'home'], queryFn: ({ signal }) => listMySteps(org, 'mine')(undefined, signal) })
  const lines: [string, ReactNode][] = []
  const asked = steps.data?.items ?? []
  for (const step of asked.slice(0, STEPS_SHOWN)) {
    lines.push([
      step.id,
      <Line
        key="line"
        detail={
          <>
            {step.name} · {step.project.name}
            {step.due_at && <When at={step.due_at} overdue={step.overdue} />}
          </>
        }
      >
        <Anchor component={Link} to={`/o/${org}/p/${step.project.id}/steps/${step.id}`}>
          <span className="numeric">{step.number}</span> {step.title}
        </Anchor>
      </Line>,
    ])
  }
  if (asked.length > STEPS_SHOWN) {
    lines.push([
      'steps',
      <Line key="line">
        <Anchor component={Link} to={`/o/${org}/my-steps`}>
          {t(steps.data?.next ? 'stepsMore' : 'steps', { count: asked.length })}
        </Anchor>
      </Line>,
    ])
  }
  for (const project of projects) {
    const count = project.counts.pending ?? 0
    if (count > 0 && may(project.abilities, 'revision.accept', 'submission.list')) {
      lines.push([
        `pending-${project.id}`,
        <Line key="line" detail={project.name}>
          <Anchor component={Link} to={`/o/${org}/p/${project.id}/pending`}>
            {t('pending', { count })}
          </Anchor>
        </Line>,
      ])
    }
  }
  for (const project of projects) {
    for (const [key, count, to] of routing(project)) {
      if (count > 0) {
        lines.push([
          `${key}-${project.id}`,
          <Line key="line" detail={project.name}>
            <Anchor component={Link} to={`/o/${org}/p/${project.id}/${to}`}>
              {t(key, { count })}
            </Anchor>
          </Line>,
        ])
      }
    }
  }
  submitting.forEach((project, index) => {
    const count = submitted[index]?.data?.count ?? 0
    if (count > 0) {
      lines.push([
        `submitted-${project.id}`,
        <Line key="line" detail={project.name}>
          <Anchor component={Link} to={`/o/${org}/p/${project.id}/register?mine=true&pending=true`}>
            {t('submitted', { count })}
          </Anchor>
        </Line>,
      ])
    }
  })
  const endings = ending.data?.items.length ?? 0
  if (endings > 0) {
    lines.push([
      'ending',
      <Line key="line">
        <Anchor component={Link} to={`/o/${org}/access?ends=7`}>
          {ending.data?.next ? t('endingMore', { count: endings }) : t('ending', { count: endings })}
        </Anchor>
      </Line>,
    ])
  }
  return (
    <section aria-labelledby="home-waiting">
      <Title order={2} id="home-waiting" mb="sm">
        {t('waiting')}
      </Title>
      {lines.length === 0 ? (
        <Text c="dimmed">{!steps.isPending && t('nothing')}</Text>
      ) : (
        <ul className={classes['lines']}>
          {lines.map(([key, line]) => (
            <li key={key}>{line}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** What transmittals and workflows of a project ask for, each with the list that shows as many. */
const routing = ({ counts }: Project) =>
  [
    ['acknowledge', counts.to_acknowledge, 'transmittals?mine=to_acknowledge'],
    ['silent', counts.transmittals_overdue ?? 0, 'transmittals?overdue=true'],
    ['mailFailed', counts.mail_failed ?? 0, 'transmittals?mail_failed=true'],
    ['late', counts.workflows_overdue ?? 0, 'workflows?overdue=true'],
  ] as const

function Line({ children, detail }: { children: ReactNode; detail?: ReactNode }) {
  return (
    <>
      <span>{children}</span>
      {detail && <span className={classes['detail']}>{detail}</span>}
    </>
  )
}
