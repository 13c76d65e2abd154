// The exports of the last day, one's own, to be fetched again.
import { ActionIcon, Anchor, Modal, Table, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { dropExport, exportFile, exportsQuery } from '~/api/queries/sheets'
import { ErrorBox, Icon, toastError, When } from '~/ui'

export function ExportsDialog({ at, onClose }: { at: At; onClose: () => void }) {
  const { t } = useTranslation('sheets')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const { data, error, refetch } = useQuery(exportsQuery(at))
  const items = data?.items ?? []
  const remove = (id: string) =>
    dropExport(at, id)
      .then(() => client.invalidateQueries({ queryKey: exportsQuery(at).queryKey }))
      .catch(toastError)
  return (
    <Modal opened onClose={onClose} title={t('export.earlier')} size={720} closeButtonProps={{ 'aria-label': ui('close') }}>
      {error && <ErrorBox error={error} onRetry={() => void refetch()} />}
      {data && items.length === 0 && <Text c="dimmed">{t('export.none')}</Text>}
      {items.length > 0 && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('export.file')}</Table.Th>
              <Table.Th>{t('export.made')}</Table.Th>
              <Table.Th>
                <span className="visually-hidden">{t('export.remove')}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map(({ id, filename, state, failure, created_at }) => (
              <Table.Tr key={id}>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>
                  {state === 'ready' ? (
                    <Anchor href={exportFile(at, id)} download>
                      {filename}
                    </Anchor>
                  ) : (
                    filename
                  )}
                  {state !== 'ready' && (
                    <Text size="xs" c={state === 'failed' ? 'var(--wl-danger)' : 'dimmed'}>
                      {state === 'failed' ? failure || t('export.failed') : t('export.making')}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>
                  <When at={created_at} />
                </Table.Td>
                <Table.Td ta="end">
                  <ActionIcon variant="subtle" color="gray" aria-label={t('export.removeOf', { name: filename })} onClick={() => void remove(id)}>
                    <Icon name="close" size={16} />
                  </ActionIcon>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Text size="xs" c="dimmed" mt="md">
        {t('export.kept')}
      </Text>
    </Modal>
  )
}
