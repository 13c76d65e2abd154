// Organisation above, project below; a click lists the projects and the other organisations.
import { Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Organisation, Project } from '~/api/types'
import { logoUrl } from '~/api/queries/organisation'
import { projectChoicesQuery } from '~/api/queries/project'
import { meQuery } from '~/api/queries/session'
import { Icon } from '~/ui'
import classes from './frame.module.css'

const SHOWN = 12

export function Switcher({
  organisation,
  project,
  narrow,
}: {
  organisation: Organisation | undefined
  project: Project | undefined
  narrow: boolean
}) {
  const { t } = useTranslation('frame')
  const navigate = useNavigate()
  const [opened, setOpened] = useState(false)
  const { data: me } = useQuery(meQuery)
  const { data: projects } = useQuery({
    ...projectChoicesQuery(organisation?.slug ?? ''),
    enabled: opened && organisation !== undefined,
  })
  const others = me?.organisations.filter((other) => other.slug !== organisation?.slug) ?? []
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-start" width={280}>
      <Menu.Target>
        <button type="button" className={classes['switcher']} title={project?.name} aria-label={narrow ? t('switcher') : undefined}>
          <img
            src={organisation?.has_logo ? logoUrl(organisation.slug) : '/favicon.svg'}
            alt=""
            width={24}
            height={24}
          />
          {!narrow && (
            <>
              <span className={classes['names']}>
                <span className="clip" style={{ display: 'block' }}>
                  {project ? project.name : (organisation?.name ?? 'Wayleave')}
                </span>
                {project && <small className="clip">{organisation?.name}</small>}
              </span>
              <Icon name="down" size={14} />
            </>
          )}
        </button>
      </Menu.Target>
      <Menu.Dropdown mah="70vh" style={{ overflow: 'auto' }}>
        {organisation && (
          <>
            <Menu.Label>{t('projects')}</Menu.Label>
            {projects?.slice(0, SHOWN).map((choice) => (
              <Menu.Item
                key={choice.id}
                aria-current={choice.id === project?.id ? 'true' : undefined}
                onClick={() =>
                  void navigate({
                    to: '/o/$org/p/$project/register',
                    params: { org: organisation.slug, project: choice.id },
                  })
                }
              >
                <span className="numeric">{choice.reference}</span> · {choice.name}
              </Menu.Item>
            ))}
            <Menu.Item onClick={() => void navigate({ to: '/o/$org/projects', params: { org: organisation.slug } })}>
              {t('allProjects')}
            </Menu.Item>
          </>
        )}
        {others.length > 0 && (
          <>
            <Menu.Divider />
            <Menu.Label>{t('organisations')}</Menu.Label>
            {others.map((other) => (
              <Menu.Item key={other.id} onClick={() => void navigate({ to: '/o/$org', params: { org: other.slug } })}>
                {other.name}
              </Menu.Item>
            ))}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
