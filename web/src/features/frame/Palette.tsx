// The palette of this app: places, what the open page offers, and documents by number or title.
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { projectChoicesQuery, type At } from '~/api/queries/project'
import { findTransmittals, findWorkflows } from '~/api/queries/found'
import { findDocuments } from '~/api/queries/register'
import { type Action, useRegisteredActions } from '~/ui'
import { CommandPalette } from '~/ui/CommandPalette'
import type { Module } from './navigation'

export default function Palette({
  at,
  modules,
  onClose,
  onKeys,
}: {
  at: At
  modules: Module[]
  onClose: () => void
  onKeys: () => void
}) {
  const { t } = useTranslation('frame')
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text.trim(), 200)
  const onPage = useRegisteredActions()
  const { data: projects } = useQuery({ ...projectChoicesQuery(at.org), enabled: at.org !== '' })
  const { data: documents } = useQuery({
    queryKey: ['palette', at, wanted],
    queryFn: ({ signal }) => findDocuments(at, wanted, signal),
    enabled: at.project !== '' && wanted.length > 1,
    placeholderData: (old) => old,
  })
  const routed = { enabled: at.project !== '' && wanted.length > 1, placeholderData: <Old,>(old: Old) => old, retry: false }
  const { data: transmittals } = useQuery({ ...routed, queryKey: ['palette', at, 'transmittals', wanted], queryFn: ({ signal }) => findTransmittals(at, wanted, signal) })
  // Whoever does not look at workflows is refused, and finds none.
  const { data: workflows } = useQuery({ ...routed, queryKey: ['palette', at, 'workflows', wanted], queryFn: ({ signal }) => findWorkflows(at, wanted, signal) })
  const found: Action[] =
    wanted.length > 1
      ? [
          ...(transmittals?.items ?? []).map(({ id, number, subject }) => ({
            id,
            label: `${number} · ${subject}`,
            group: t('groups.transmittal'),
            run: () => void navigate({ to: '/o/$org/p/$project/transmittals/$transmittal', params: { ...at, transmittal: id } }),
          })),
          ...(workflows?.items ?? []).map(({ id, number, title }) => ({
            id,
            label: `${number} · ${title}`,
            group: t('groups.workflow'),
            run: () => void navigate({ to: '/o/$org/p/$project/workflows/$workflow', params: { ...at, workflow: id } }),
          })),
          ...(documents?.items ?? []).map((document) => ({
          id: document.id,
          label: `${document.number} · ${document.title}`,
          group: t('groups.document'),
          run: () =>
            void navigate({ to: '/o/$org/p/$project/register/$doc', params: { ...at, doc: document.id }, search: {} }),
          })),
        ]
      : []
  const actions: Action[] = [
    ...onPage.map((action) => ({ ...action, group: action.group ?? t('groups.page') })),
    ...modules.map((module) => ({
      id: `go-${module.key}`,
      label: module.label,
      group: t('groups.go'),
      run: () => void navigate({ to: module.path }),
    })),
    ...(projects ?? []).map((project) => ({
      id: `project-${project.id}`,
      label: `${project.reference} · ${project.name}`,
      group: t('projects'),
      run: () =>
        void navigate({ to: '/o/$org/p/$project/register', params: { org: at.org, project: project.id }, search: {} }),
    })),
    { id: 'account', label: t('account'), group: t('groups.go'), run: () => void navigate({ to: '/account' }) },
    { id: 'keys', label: t('keys'), group: t('groups.do'), run: onKeys },
  ]
  return (
    <CommandPalette opened onClose={onClose} text={text} onText={setText} actions={actions} found={found} />
  )
}
