// A document beside its list.
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { documentQuery } from '~/api/queries/register'
import { ActionMenu, ErrorBox, SidePanel } from '~/ui'
import { useDocumentActions } from './actions'
import { Badges, DocumentView, readTab } from './DocumentView'
import { Group } from '@mantine/core'

export function DocumentPanel({
  at,
  doc,
  name,
  tab,
  onTab,
  onClose,
  onFull,
}: {
  at: At
  doc: string
  name: string | undefined
  tab: string | undefined
  onTab: (tab: string) => void
  onClose: () => void
  onFull: () => void
}) {
  const { t } = useTranslation('ui')
  const document = useQuery(documentQuery(at, doc))
  const actions = useDocumentActions(at)
  const [revision, setRevision] = useState<string>()
  const title = document.data ? `${document.data.number} · ${document.data.title}` : (name ?? '')
  return (
    <SidePanel title={title} onClose={onClose} onFull={onFull}>
      {document.error ? (
        <ErrorBox error={document.error} onRetry={() => void document.refetch()} />
      ) : document.data ? (
        <div style={{ display: 'flex', flexDirection: 'column', height: '100%' }}>
          <Group px="lg" py={4} justify="space-between" wrap="nowrap">
            <Group gap="xs">
              <Badges at={at} document={document.data} onOutside={() => onTab('access')} />
            </Group>
            <ActionMenu actions={actions(document.data)} />
          </Group>
          <DocumentView
            key={doc}
            at={at}
            document={document.data}
            tab={readTab(tab, 'details')}
            onTab={onTab}
            revision={revision}
            onRevision={(id) => {
              setRevision(id)
              onTab('viewer')
            }}
          />
        </div>
      ) : (
        <Text p="lg" c="dimmed">
          {t('loading')}
        </Text>
      )}
    </SidePanel>
  )
}
