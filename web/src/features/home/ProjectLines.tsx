// The person's projects, one line each, with what can be seen from outside; who comes from outside reads until when
// they are in and whom to ask.
import { useAnyOf, useWords } from '~/lib/words'
import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Project } from '~/api/types'
import { EmptyState, OutsideEye, StatusChip, When } from '~/ui'
import classes from './home.module.css'

export function ProjectLines({ org, projects }: { org: string; projects: Project[] }) {
  const { t } = useTranslation('home')
  const words = useWords()
  if (projects.length === 0) return <EmptyState title={t('noProjects')}>{t('noProjectsText')}</EmptyState>
  return (
    <ul className={classes['lines']}>
      {projects.map((project) => (
        <li key={project.id}>
          <Link
            to="/o/$org/p/$project/register"
            params={{ org, project: project.id }}
            search={{}}
            className={classes['project'] ?? ''}
          >
            <span className="numeric">{project.reference}</span>
            <Text span fw={600} className="clip">
              {project.name}
            </Text>
          </Link>
          <span className={classes['detail']}>
            {project.role && <StatusChip tone="quiet">{words('projectRole', project.role)}</StatusChip>}{' '}
            <OutsideEye count={project.counts.outsiders ?? 0} />
          </span>
          <Standing project={project} />
        </li>
      ))}
    </ul>
  )
}

function Standing({ project }: { project: Project }) {
  const { t } = useTranslation('home')
  const anyOf = useAnyOf()
  const { contacts } = project
  if (project.mode !== 'external' || (contacts.length === 0 && !project.access_ends_at)) return null
  return (
    <p className={classes['standing']}>
      {project.access_ends_at && (
        <span>
          {t('accessEnds')} <When at={project.access_ends_at} />
        </span>
      )}
      {contacts.length > 0 && <span>{t('ask', { names: anyOf(contacts) })}</span>}
    </p>
  )
}
