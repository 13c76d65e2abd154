// One document: its marks, and tabs for looking at it, its revisions, what sent it and reviews it, who has access, its links,
// its history.
// The side panel and the full page draw the same.
import { useAnyOf, useWords } from '~/lib/words'
import { Alert, Tabs, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import type { Document } from '~/api/types'
import { type At, projectQuery } from '~/api/queries/project'
import { Icon, OutsideEye } from '~/ui'
import { AccessTab } from './AccessTab'
import classes from './document.module.css'
import { DocumentLink } from './DocumentLink'
import { RequestNotice } from './RequestNotice'
import { Status } from './Status'
import { Details, History, Revisions } from './tabs'
import { GuestShareList } from '~/features/shares'
import { FIRST_LOOK, type Looking } from '~/features/viewer'
import { lazily } from '~/lib/lazily'
import { withLateTexts } from '~/lib/texts'

const FormalMarks = lazily(() => withLateTexts(() => import('./WorkflowsTab')), 'FormalMarks')
const RevisionViewer = lazy(() => withLateTexts(() => import('./RevisionViewer')))
const TransmittalsTab = lazy(() => withLateTexts(() => import('./TransmittalsTab')))
const WorkflowsTab = lazy(() => withLateTexts(() => import('./WorkflowsTab')))

export type Tab = 'viewer' | 'details' | 'revisions' | 'transmittals' | 'workflows' | 'access' | 'shares' | 'history'
const TABS: readonly Tab[] = ['details', 'viewer', 'revisions', 'transmittals', 'workflows', 'access', 'shares', 'history']

export const readTab = (text: string | undefined, otherwise: Tab): Tab => TABS.find((tab) => tab === text) ?? otherwise

export function Badges({ at, document, onOutside }: { at: At; document: Document; onOutside: () => void }) {
  const words = useWords()
  return (
    <>
      <Status document={document} words={words} />
      <Suspense>{(document.issued ?? document.workflow) && <FormalMarks at={at} document={document} />}</Suspense>
      <OutsideEye count={document.outside_count ?? 0} onOpen={onOutside} />
    </>
  )
}

function Notices({ at, document }: { at: At; document: Document }) {
  const { t } = useTranslation('documents')
  const { t: lifecycle } = useTranslation('lifecycle')
  const anyOf = useAnyOf()
  const { code, acceptance, newer } = document.revision
  const { data: project } = useQuery(projectQuery(at))
  const contacts = project?.contacts ?? []
  const shown = document.revisions.find((revision) => revision.id === document.revision.id)
  const notice = (icon: 'lock' | 'warning' | 'pending', text: ReactNode) => (
    <Alert color="gray" icon={<Icon name={icon} />} py="xs" mx="lg" mb="sm">
      <Text size="sm">{text}</Text>
    </Alert>
  )
  return (
    <>
      {newer && (
        <Alert color="red" variant="outline" icon={<Icon name="warning" />} py="xs" mx="lg" mb="sm">
          <Text size="sm">{contacts.length > 0 ? t('newerAsk', { code, names: anyOf(contacts) }) : t('newer', { code })}</Text>
        </Alert>
      )}
      {acceptance === 'pending' && notice('pending', t('waiting', { code }))}
      {acceptance === 'rejected' && notice('warning', t('rejected', { code, reason: shown?.acceptance_reason ?? '' }))}
      {document.superseded_by &&
        notice(
          'warning',
          <>
            {lifecycle('supersededBy')} <DocumentLink at={at} document={document.superseded_by} />
          </>,
        )}
      <RequestNotice at={at} document={document} />
      {document.lock &&
        notice(
          'lock',
          document.lock.by
            ? t('lockedBy', { name: document.lock.by.name, reason: document.lock.reason })
            : t('lockedPlain', { reason: document.lock.reason }),
        )}
    </>
  )
}

export function DocumentView({
  at,
  document,
  tab,
  onTab,
  revision,
  onRevision,
  looking,
}: {
  at: At
  document: Document
  tab: Tab
  onTab: (tab: Tab) => void
  revision?: string | undefined
  onRevision: (revision: string) => void
  /** Where the viewer keeps what is looked at; without it, in itself. */
  looking?: Looking | undefined
}) {
  const { t } = useTranslation('documents')
  const [look, setLook] = useState(FIRST_LOOK)
  const { data: project } = useQuery(projectQuery(at))
  const withShares = may(document.abilities, 'guest_share.create') || may(project?.abilities, 'guest_share.list', 'guest_share.list_own')
  const open: Partial<Record<Tab, boolean>> = {
    workflows: may(project?.abilities, 'workflow.view'),
    shares: withShares,
    access: may(document.abilities, 'document.access'),
    history: may(document.abilities, 'document.history'),
  }
  const shown = TABS.filter((key) => open[key] ?? true)
  const here = shown.includes(tab) ? tab : 'details'
  const chosen = document.revisions.find((one) => one.id === revision) ?? document.revisions.find((one) => one.id === document.revision.id)
  const panel = (key: Tab, content: ReactNode) => (
    <Tabs.Panel value={key} className={classes['tab']} data-flush={key === 'viewer' || undefined}>
      {here === key && <Suspense fallback={null}>{content}</Suspense>}
    </Tabs.Panel>
  )
  return (
    <div className={classes['view']}>
      <Notices at={at} document={document} />
      <Tabs value={here} onChange={(value) => onTab(readTab(value ?? undefined, 'details'))} className={classes['tabs'] ?? ''}>
        <Tabs.List className={classes['list'] ?? ''}>
          {shown.map((key) => (
            <Tabs.Tab key={key} value={key}>
              {t(`tabs.${key}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {panel('details', <Details at={at} document={document} />)}
        {panel(
          'viewer',
          chosen && <RevisionViewer at={at} document={document} revision={chosen} onRevision={onRevision} {...(looking ?? { look, onLook: setLook })} />,
        )}
        {panel('revisions', <Revisions at={at} document={document} onOpen={onRevision} />)}
        {panel('transmittals', <TransmittalsTab at={at} doc={document.id} />)}
        {open.workflows && panel('workflows', <WorkflowsTab at={at} doc={document.id} />)}
        {panel('access', <AccessTab at={at} document={document} />)}
        {withShares && panel('shares', <GuestShareList at={at} filter={{ document: document.id }} embedded />)}
        {panel('history', <History at={at} doc={document.id} />)}
      </Tabs>
    </div>
  )
}
