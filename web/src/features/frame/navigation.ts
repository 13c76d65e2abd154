// The modules in the order people use them, cut to what exists and what this person may open.
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import type { Organisation, Project } from '~/api/types'
import { organisationQuery } from '~/api/queries/organisation'
import { projectQuery } from '~/api/queries/project'
import { meQuery } from '~/api/queries/session'
import type { IconName } from '~/ui'

export type Module = {
  key: string
  label: string
  icon: IconName
  path: string
  count?: number
}

export function modulesOf(organisation: Organisation, project: Project | undefined): Omit<Module, 'label'>[] {
  const org = `/o/${organisation.slug}`
  const inside = project && `${org}/p/${project.id}`
  const list: (Omit<Module, 'label'> | false | undefined)[] = [
    { key: 'home', icon: 'home', path: org },
    { key: 'steps', icon: 'steps', path: `${org}/my-steps` },
    // A workflow responder is in no project.
    !project && organisation.role !== 'workflow_responder' && { key: 'projects', icon: 'projects', path: `${org}/projects` },
    inside !== undefined && { key: 'dashboard', icon: 'dashboard', path: `${inside}/dashboard` },
    inside !== undefined && { key: 'register', icon: 'register', path: `${inside}/register` },
    // Everybody in a project has transmittals to look at, be it the ones they got.
    inside !== undefined && { key: 'transmittals', icon: 'transmittals', path: `${inside}/transmittals` },
    inside !== undefined &&
      may(project?.abilities, 'workflow_template.view') && { key: 'workflows', icon: 'workflows', path: `${inside}/workflows` },
    inside !== undefined && may(project?.abilities, 'work_package.view') && { key: 'packages', icon: 'packages', path: `${inside}/packages` },
    inside !== undefined && may(project?.abilities, 'report.view') && { key: 'reports', icon: 'reports', path: `${inside}/reports` },
    inside !== undefined &&
      may(project?.abilities, 'revision.accept', 'submission.list') && {
        key: 'pending',
        icon: 'pending',
        path: `${inside}/pending`,
        count: project?.counts.pending ?? 0,
      },
    inside !== undefined &&
      may(project?.abilities, 'edit_request.list') && { key: 'requests', icon: 'requests', path: `${inside}/requests` },
    inside !== undefined &&
      !may(project?.abilities, 'edit_request.list') &&
      may(project?.abilities, 'edit_request.list_own') && { key: 'own-requests', icon: 'requests', path: `${inside}/requests` },
    inside !== undefined &&
      may(project?.abilities, 'guest_share.list', 'guest_share.list_own') && { key: 'shares', icon: 'shares', path: `${inside}/shares` },
    inside !== undefined
      ? may(project?.abilities, 'access.view') && { key: 'access', icon: 'access', path: `${inside}/access` }
      : may(organisation.abilities, 'organisation.ledger') && { key: 'access', icon: 'access', path: `${org}/access` },
    inside !== undefined
      ? project?.mode !== 'external' && { key: 'people', icon: 'people', path: `${inside}/people` }
      : may(organisation.abilities, 'member.list') && { key: 'people', icon: 'people', path: `${org}/people` },
    inside !== undefined
      ? may(project?.abilities, 'audit.view') && { key: 'audit', icon: 'audit', path: `${inside}/audit` }
      : may(organisation.abilities, 'organisation.audit') && { key: 'audit', icon: 'audit', path: `${org}/audit` },
    inside !== undefined && may(project?.abilities, 'bin.list') && { key: 'bin', icon: 'bin', path: `${inside}/bin` },
    !project && may(organisation.abilities, 'outbox.view') && { key: 'outbox', icon: 'outbox', path: `${org}/outbox` },
    inside !== undefined
      ? may(project?.abilities, 'project.settings') && { key: 'settings', icon: 'settings', path: `${inside}/settings` }
      : may(organisation.abilities, 'organisation.settings') && {
          key: 'settings',
          icon: 'settings',
          path: `${org}/settings`,
        },
  ]
  return list.filter((module): module is Omit<Module, 'label'> => Boolean(module))
}

/** Where the person is: organisation, project if any, and the modules open to them. */
export function usePlace() {
  const { t } = useTranslation('frame')
  const params = useParams({ strict: false })
  const { data: me } = useQuery(meQuery)
  const { data: organisation } = useQuery({ ...organisationQuery(params.org ?? ''), enabled: Boolean(params.org) })
  const at = { org: params.org ?? '', project: params.project ?? '' }
  const { data: project } = useQuery({ ...projectQuery(at), enabled: Boolean(params.org && params.project) })
  const modules: Module[] = organisation
    ? modulesOf(organisation, params.project ? project : undefined).map((module) => ({
        ...module,
        label: t(`nav.${module.key as 'home'}`),
      }))
    : params.org
      ? []
      : (me?.organisations ?? []).map(({ slug, name }) => ({ key: slug, label: name, icon: 'home' as const, path: `/o/${slug}` }))
  return { organisation, project: params.project ? project : undefined, at, modules }
}
