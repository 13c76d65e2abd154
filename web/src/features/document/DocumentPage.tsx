// A document on a page of its own.
import { Button } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { type At, projectQuery } from '~/api/queries/project'
import { documentQuery } from '~/api/queries/register'
import { ActionMenu, Page, PageHeader, useActions } from '~/ui'
import { useDocumentActions } from './actions'
import { type LookSearch, readLook, writeLook } from '~/features/viewer'
import { copyLink } from './copy'
import { Badges, DocumentView, readTab } from './DocumentView'
import { useWorkflowAction } from './workflow-action'

export type DocumentSearch = LookSearch & { tab?: string | undefined; rev?: string | undefined }

export function DocumentPage({
  at,
  doc,
  search,
  onSearch,
}: {
  at: At
  doc: string
  search: DocumentSearch
  /** `jump` when the way back should lead to what is in the address now. */
  onSearch: (search: DocumentSearch, jump?: boolean) => void
}) {
  const { t } = useTranslation('documents')
  const { data: document } = useSuspenseQuery(documentQuery(at, doc))
  const { data: project } = useSuspenseQuery(projectQuery(at))
  const routing = useWorkflowAction(at, document.id)
  const actions = [...routing, ...useDocumentActions(at)(document)]
  useActions(actions)
  // The one primary action: what a person who may share comes here for.
  const primary = actions.find((action) => action.id === 'share' && !action.refusal)
  const rest = actions.filter((action) => action !== primary)
  return (
    <Page>
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
              <Link to="/o/$org/p/$project/register" params={at} search={{}}>
                {label}
              </Link>
            ),
          },
        ]}
        number={document.number}
        title={document.title}
        badges={<Badges at={at} document={document} onOutside={() => onSearch({ ...search, tab: 'access' })} />}
        actions={
          <>
            {primary && <Button onClick={primary.run}>{primary.label}</Button>}
            <ActionMenu actions={rest} />
          </>
        }
      />
      <DocumentView
        at={at}
        document={document}
        tab={readTab(search.tab, 'viewer')}
        onTab={(tab) => onSearch({ ...search, tab })}
        revision={search.rev}
        onRevision={(rev) => onSearch({ rev, tab: 'viewer', page: search.page }, true)}
        looking={{
          look: readLook(search),
          onLook: (look, jump) => onSearch({ tab: search.tab, rev: search.rev, ...writeLook(look) }, jump),
          // Whoever follows the link sees this revision, also when there is a newer one by then.
          onCopy: (look) => void copyLink({ rev: search.rev ?? document.revision.id, ...writeLook(look) }),
          everywhere: true,
        }}
      />
    </Page>
  )
}
