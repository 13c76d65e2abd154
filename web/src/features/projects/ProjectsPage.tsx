// All projects this person may see, and a way to make one for those who may.
import { useWords } from '~/lib/words'
import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import type { Project } from '~/api/types'
import { useListing } from '~/api/paging'
import { organisationQuery } from '~/api/queries/organisation'
import { listProjects, projectsKey } from '~/api/queries/project'
import {
  type Column,
  DataTable,
  EmptyState,
  OutsideEye,
  Page,
  PageHeader,
  SearchField,
  StatusChip,
  Toolbar,
  useActions,
} from '~/ui'
import { CreateProject } from './CreateProject'

export function ProjectsPage({ org, q, onSearch }: { org: string; q: string; onSearch: (q: string) => void }) {
  const { t } = useTranslation('projects')
  const words = useWords()
  const navigate = useNavigate()
  const { data: organisation } = useSuspenseQuery(organisationQuery(org))
  const mayCreate = may(organisation.abilities, 'project.create')
  const [creating, { open, close }] = useDisclosure()
  const listing = useListing<Project>({ key: [...projectsKey(org), { q }], load: listProjects(org, q || undefined) })
  useActions(mayCreate ? [{ id: 'create-project', label: t('create'), run: open }] : [])

  const columns: Column<Project>[] = [
    { key: 'reference', header: t('columns.reference'), width: '140px', cell: (project) => project.reference },
    { key: 'name', header: t('columns.name'), width: 'minmax(200px, 1fr)', cell: (project) => project.name },
    {
      key: 'role',
      header: t('columns.role'),
      width: '160px',
      cell: (project) => (project.role ? words('projectRole', project.role) : ''),
    },
    {
      key: 'documents',
      header: t('columns.documents'),
      width: '110px',
      align: 'end',
      cell: (project) => project.counts.documents.toLocaleString(),
    },
    {
      key: 'outside',
      header: t('columns.outside'),
      width: '90px',
      cell: (project) => <OutsideEye count={project.counts.outsiders ?? 0} />,
    },
    {
      key: 'state',
      header: t('columns.state'),
      width: '100px',
      cell: (project) => (project.locked ? <StatusChip>{t('locked')}</StatusChip> : null),
    },
  ]
  const create = mayCreate && <Button onClick={open}>{t('create')}</Button>
  return (
    <Page>
      <PageHeader title={t('title')} actions={create} />
      <Toolbar>
        <SearchField label={t('search')} value={q} onChange={onSearch} />
      </Toolbar>
      <DataTable
        label={t('title')}
        columns={columns}
        {...listing}
        getId={(project) => project.id}
        rowLabel={(project) => `${project.reference} · ${project.name}`}
        phone={(project) => ({
          first: (
            <>
              <strong className="numeric">{project.reference}</strong> <span>{project.name}</span>
            </>
          ),
          second: (
            <>
              {project.role ? words('projectRole', project.role) : null}
              <OutsideEye count={project.counts.outsiders ?? 0} />
            </>
          ),
        })}
        onOpen={(project) =>
          void navigate({ to: '/o/$org/p/$project/register', params: { org, project: project.id }, search: {} })
        }
        empty={
          q ? (
            <EmptyState title={t('emptySearch', { q })} />
          ) : (
            <EmptyState title={t('empty')} action={create}>
              {mayCreate ? t('emptyOwner') : t('emptyText')}
            </EmptyState>
          )
        }
      />
      {creating && <CreateProject org={org} onClose={close} />}
    </Page>
  )
}
