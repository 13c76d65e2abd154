// Taking a document through a workflow.
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { type At, projectQuery } from '~/api/queries/project'
import { workflowMayQuery } from '~/api/queries/runs'
import type { Action } from '~/ui'

/** Offered to whoever may start workflows; nobody else hears of them. */
export function useWorkflowAction(at: At, document: string): Action[] {
  const { t } = useTranslation('documents')
  const navigate = useNavigate()
  const { data: project } = useQuery(projectQuery(at))
  const { data: abilities } = useQuery({ ...workflowMayQuery(at), enabled: may(project?.abilities, 'workflow_template.view') })
  if (!may(abilities, 'workflow.start')) return []
  return [{ id: 'workflow', label: t('actions.workflow'), run: () => void navigate({ to: '/o/$org/p/$project/workflows/new', params: at, search: { documents: document } }) }]
}
