// The person's projects, one line each, with what can be seen from outside.
import { useWords } from '~/lib/words'
import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Project } from '~/api/types'
import { EmptyState, OutsideEye, StatusChip } from '~/ui'
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
        </li>
      ))}
    </ul>
  )
}
