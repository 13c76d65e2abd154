// The metadata grid: one row per file, each field with its own error, filled for all at once where that helps.
import { useWords } from '~/lib/words'
import { ActionIcon, Button, Group, Select, Table, Text, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import type { Choice, DocumentOptions } from '~/api/types'
import { Icon } from '~/ui'
import { errorOf, type RowValues, type UploadRow } from './rows'
import classes from './upload.module.css'
import type { Uploads } from './use-uploads'

type Data = { value: string; label: string }[]

const choices = (list: Choice[] | undefined): Data => (list ?? []).map(({ code, label }) => ({ value: code, label }))

export function Grid({
  uploads,
  options,
  external,
}: {
  uploads: Uploads
  options: DocumentOptions | undefined
  external: boolean
}) {
  const { t } = useTranslation('upload')
  const words = useWords()
  const statuses: Data = (options?.status ?? []).map((code) => ({ value: code, label: words('status', code) }))
  const lists = { document_type: choices(options?.document_type), discipline: choices(options?.discipline), status: statuses }
  return (
    <>
      {uploads.rows.length > 1 && (
        <Group gap="xs" align="flex-end">
          <Text size="sm" fw={600}>
            {t('common')}
          </Text>
          {(['document_type', 'discipline', 'status'] as const).map((field) => (
            <Select
              key={field}
              size="xs"
              w={180}
              aria-label={`${t('common')}: ${t(`columns.${field}`)}`}
              placeholder={t(`columns.${field}`)}
              searchable
              data={lists[field]}
              value={null}
              onChange={(value) => {
                if (value) uploads.changeAll(field, value)
              }}
            />
          ))}
        </Group>
      )}
      <div className={classes['scroll']}>
        <Table className={classes['grid'] ?? ''} verticalSpacing={4} horizontalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              {(['file', 'number', 'title', 'revision', 'document_type', 'discipline', 'status', 'date'] as const).map((key) => (
                <Table.Th key={key}>{t(`columns.${key}`)}</Table.Th>
              ))}
              <Table.Th>
                <span className="visually-hidden">{t('columns.remove')}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {uploads.rows.map((row) => (
              <Row key={row.key} row={row} uploads={uploads} lists={lists} external={external} next={options?.next_number ?? null} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </>
  )
}

function Row({
  row,
  uploads,
  lists,
  external,
  next,
}: {
  row: UploadRow
  uploads: Uploads
  lists: Record<'document_type' | 'discipline' | 'status', Data>
  external: boolean
  next: string | null
}) {
  const { t } = useTranslation('upload')
  const name = row.file.name
  const text = (field: keyof RowValues, extra: { type?: string; disabled?: boolean; placeholder?: string } = {}) => (
    <TextInput
      size="xs"
      aria-label={`${t(`columns.${field === 'revision_date' ? 'date' : (field as 'title')}`)}: ${name}`}
      value={row.values[field]}
      onChange={(event) => uploads.change(row.key, field, event.currentTarget.value)}
      error={errorOf(row, field)}
      {...extra}
    />
  )
  const pick = (field: 'document_type' | 'discipline' | 'status') => (
    <Select
      size="xs"
      aria-label={`${t(`columns.${field}`)}: ${name}`}
      searchable
      clearable={field !== 'document_type'}
      data={lists[field]}
      value={row.values[field] || null}
      onChange={(value) => uploads.change(row.key, field, value ?? '')}
      error={errorOf(row, field)}
    />
  )
  const match = external ? null : row.verdict?.match
  const general = row.verdict?.errors.filter(
    ({ field }) => !['number', 'title', 'revision', 'document_type', 'discipline', 'status', 'revision_date'].some((known) => field === known || field.endsWith(`.${known}`)),
  )
  return (
    <Table.Tr>
      <Table.Td className={classes['file'] ?? ''}>
        <span className="clip" title={name} style={{ display: 'block' }}>
          {name}
        </span>
        {general?.map((error) => (
          <span key={error.code} className={classes['error']}>
            {error.detail}
          </span>
        ))}
        {row.verdict?.warnings.map((warning) => {
          const said = typeof warning === 'string' ? warning : warning.detail
          return (
            <span key={said} className={classes['warning']}>
              {said}
            </span>
          )
        })}
      </Table.Td>
      <Table.Td w={180}>
        {text('number', {
          disabled: row.values.document_id !== '',
          placeholder: next ? t('next', { number: next }) : '',
        })}
        {match && (
          <Button
            size="compact-xs"
            variant="default"
            mt={2}
            aria-pressed={row.values.document_id === match.document_id}
            onClick={() =>
              uploads.change(row.key, 'document_id', row.values.document_id === match.document_id ? '' : match.document_id)
            }
          >
            {row.values.document_id === match.document_id ? t('asNew') : t('asRevision', { number: match.number })}
          </Button>
        )}
      </Table.Td>
      <Table.Td miw={220}>{text('title')}</Table.Td>
      <Table.Td w={80}>{text('revision')}</Table.Td>
      <Table.Td w={160}>{pick('document_type')}</Table.Td>
      <Table.Td w={150}>{pick('discipline')}</Table.Td>
      <Table.Td w={160}>{pick('status')}</Table.Td>
      <Table.Td w={140}>{text('revision_date', { type: 'date' })}</Table.Td>
      <Table.Td w={36}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={`${t('columns.remove')}: ${name}`}
          onClick={() => uploads.remove(row.key)}
        >
          <Icon name="close" size={14} />
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  )
}
