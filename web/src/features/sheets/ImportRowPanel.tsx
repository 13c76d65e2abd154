// One row of an import: every fault with its column, and what would change.
import { List, Stack, Table, Text } from '@mantine/core'
import '~/theme/late.css'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import type { ImportRemark, ImportRow } from '~/api/types'
import { spoken } from '~/lib/words'
import { Facts, SidePanel, StatusChip } from '~/ui'
import { actTone } from './states'

export function ImportRowPanel({ at, row, onClose }: { at: At; row: ImportRow; onClose: () => void }) {
  const { t } = useTranslation('sheets')
  const { t: documents } = useTranslation('documents')
  const name = (field: string) =>
    documents(`facts.${field.replace(/^fields\./, '')}` as 'facts.title', { defaultValue: spoken(field.replace(/^fields\./, '')) })
  const remarks = (title: string, list: ImportRemark[], danger: boolean) =>
    list.length > 0 && (
      <section>
        <Text component="h3" fw={600}>
          {title}
        </Text>
        <List size="sm" {...(danger ? { c: 'var(--wl-danger)' } : {})}>
          {list.map(({ column, field, code, detail }, index) => (
            <List.Item key={`${column ?? ''} ${code} ${index}`}>
              {column && field ? t('import.remark', { column, field: name(field), detail }) : detail}
            </List.Item>
          ))}
        </List>
      </section>
    )
  return (
    <SidePanel title={[row.number, row.title].filter(Boolean).join(' · ') || t('import.rowTitle', { row: row.row })} onClose={onClose}>
      <Stack gap="md" p="md">
        <Facts
          items={[
            [t('import.row.row'), String(row.row)],
            [t('import.row.act'), <StatusChip key="act" tone={actTone(row.act)}>{t(`import.acts.${row.act}`)}</StatusChip>],
            [t('import.row.rev'), row.revision],
            [t('import.row.file'), row.file?.filename ?? t('import.noFile')],
          ]}
        />
        {row.document_id && (
          <Link to="/o/$org/p/$project/register/$doc" params={{ ...at, doc: row.document_id }}>
            {t('import.document')}
          </Link>
        )}
        {remarks(t('import.errors'), row.errors, true)}
        {remarks(t('import.warnings'), row.warnings, false)}
        {row.changes.length > 0 && (
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('import.change.field')}</Table.Th>
                <Table.Th>{t('import.change.before')}</Table.Th>
                <Table.Th>{t('import.change.after')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {row.changes.map(({ field, before, after }) => (
                <Table.Tr key={field}>
                  <Table.Td>{name(field)}</Table.Td>
                  <Table.Td>{before || t('import.change.empty')}</Table.Td>
                  <Table.Td>{after || t('import.change.empty')}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Stack>
    </SidePanel>
  )
}
