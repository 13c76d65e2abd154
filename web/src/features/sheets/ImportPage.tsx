// Bulk import: a workbook and its files are read and judged first, and nothing of the register changes until every row
// is right and somebody says so.
import { Anchor, Button, Group, List, Stack, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type At, projectQuery } from '~/api/queries/project'
import { createImport, importQuery, importsQuery, templateUrl } from '~/api/queries/sheets'
import type { Import, ImportState } from '~/api/types'
import { type Column, DataTable, EmptyState, ErrorBox, FileDrop, Page, PageHeader, StatusChip, When } from '~/ui'
import { ImportView } from './ImportView'
import classes from './sheets.module.css'
import { stateTone } from './states'

export type ImportSearch = { id?: string | undefined; show?: string | undefined; row?: string | undefined }

export function ImportPage({ at, search, onSearch }: { at: At; search: ImportSearch; onSearch: (search: ImportSearch) => void }) {
  const { t } = useTranslation('sheets')
  const chosen = useQuery({ ...importQuery(at, search.id ?? ''), enabled: search.id !== undefined })
  if (search.id === undefined) return <Start at={at} onOpen={(id) => onSearch({ id })} />
  if (chosen.data) return <ImportView key={chosen.data.id} at={at} value={chosen.data} search={search} onSearch={onSearch} />
  return (
    <Page>
      <PageHeader title={t('import.title')} />
      {chosen.error && <ErrorBox error={chosen.error} onRetry={() => onSearch({})} />}
    </Page>
  )
}

function Start({ at, onOpen }: { at: At; onOpen: (id: string) => void }) {
  const { t } = useTranslation('sheets')
  const client = useQueryClient()
  const { data: project } = useQuery(projectQuery(at))
  const { data: earlier, error: failed, refetch } = useQuery(importsQuery(at))
  const [reading, setReading] = useState('')
  const [error, setError] = useState<unknown>()
  const rows = earlier?.items ?? []

  async function start(file: File) {
    setReading(file.name)
    setError(undefined)
    try {
      const made = await createImport(at, file)
      client.setQueryData(importQuery(at, made.id).queryKey, made)
      void client.invalidateQueries({ queryKey: importsQuery(at).queryKey })
      onOpen(made.id)
    } catch (problem) {
      setError(problem)
    } finally {
      setReading('')
    }
  }

  const columns: Column<Import>[] = [
    { key: 'file', header: t('import.columns.file'), width: 'minmax(200px, 2fr)', cell: ({ filename }) => <span title={filename}>{filename}</span> },
    { key: 'state', header: t('import.columns.state'), width: '150px', cell: (one) => <State value={one} /> },
    { key: 'rows', header: t('import.columns.rows'), width: '90px', align: 'end', drop: 2, cell: (one) => <span className="numeric">{one.rows}</span> },
    { key: 'wrong', header: t('import.columns.wrong'), width: '110px', align: 'end', drop: 3, cell: ({ counts }) => <span className="numeric">{counts.wrong}</span> },
    { key: 'when', header: t('import.columns.when'), width: '130px', drop: 1, cell: ({ created_at }) => <When at={created_at} /> },
  ]
  return (
    <Page scroll>
      <PageHeader
        crumbs={[
          { label: project?.name ?? '', link: (label) => <Link to="/o/$org/p/$project/register" params={at}>{label}</Link> },
        ]}
        title={t('import.title')}
        actions={
          <Button variant="default" component="a" href={templateUrl(at)} download>
            {t('import.template')}
          </Button>
        }
      />
      <Stack gap="md" className={classes['start'] ?? ''}>
        <List type="ordered" spacing={4}>
          <List.Item>
            {t('import.steps.fill')}{' '}
            <Anchor href={templateUrl(at)} download>
              {t('import.steps.template')}
            </Anchor>
          </List.Item>
          <List.Item>{t('import.steps.drop')}</List.Item>
          <List.Item>{t('import.steps.commit')}</List.Item>
        </List>
        <FileDrop
          label={t('import.workbook')}
          accept=".xlsx,.csv"
          multiple={false}
          hint={t('import.workbookHint')}
          onFiles={([file]) => {
            if (file && !reading) void start(file)
          }}
        />
        {reading && (
          <Text role="status">{t('import.reading', { name: reading })}</Text>
        )}
        {error !== undefined && <ErrorBox error={error} />}
      </Stack>
      {(rows.length > 0 || failed) && (
        <>
          <Text component="h2" fw={600} px={16} pt="md">
            {t('import.earlier')}
          </Text>
          <DataTable
            fit
            label={t('import.earlier')}
            columns={columns}
            rows={rows}
            error={failed}
            onRetry={() => void refetch()}
            getId={({ id }) => id}
            rowLabel={({ filename }) => filename}
            onOpen={({ id }) => onOpen(id)}
            phone={(one) => ({
              first: <strong>{one.filename}</strong>,
              second: (
                <>
                  <State value={one} />
                  <When at={one.created_at} />
                </>
              ),
            })}
            empty={<EmptyState title={t('import.none')} />}
          />
        </>
      )}
    </Page>
  )
}

export function State({ value }: { value: Import }) {
  const { t } = useTranslation('sheets')
  return (
    <Group component="span" gap={4} wrap="nowrap">
      <StatusChip tone={stateTone(value)}>{value.state === 'checked' && value.ok ? t('import.states.ready') : t(`import.states.${value.state as ImportState}`)}</StatusChip>
    </Group>
  )
}
