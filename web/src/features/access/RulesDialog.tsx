// What people outside may do and may not, row by row, as the server holds it.
import { useWords } from '~/lib/words'
import { Modal, Table, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { rulesQuery } from '~/api/queries/organisation'
import { ErrorBox, StatusChip } from '~/ui'

const TONES: Record<string, 'done' | 'neutral' | 'danger'> = { allowed: 'done', conditional: 'neutral', not_allowed: 'danger' }

export function RulesDialog({ org, onClose }: { org: string; onClose: () => void }) {
  const { t } = useTranslation('access')
  const words = useWords()
  const { t: ui } = useTranslation('ui')
  const rules = useQuery(rulesQuery(org))
  return (
    <Modal opened onClose={onClose} title={t('rules.title')} size={960} closeButtonProps={{ 'aria-label': ui('close') }}>
      {rules.error ? (
        <ErrorBox error={rules.error} onRetry={() => void rules.refetch()} />
      ) : rules.data === undefined ? (
        <Text c="dimmed">{ui('loading')}</Text>
      ) : (
        <Table.ScrollContainer minWidth={560}>
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('rules.module')}</Table.Th>
                <Table.Th>{t('rules.action')}</Table.Th>
                <Table.Th>{t('rules.verdict')}</Table.Th>
                <Table.Th>{t('rules.condition')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rules.data.items.map((rule) => (
                <Table.Tr key={rule.id}>
                  <Table.Td>{rule.module}</Table.Td>
                  <Table.Td>{rule.action}</Table.Td>
                  <Table.Td>
                    <StatusChip tone={TONES[rule.verdict]}>{words('verdict', rule.verdict)}</StatusChip>
                  </Table.Td>
                  <Table.Td>{rule.condition}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Modal>
  )
}
