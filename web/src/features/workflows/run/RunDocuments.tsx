// The documents of a workflow in the revisions it is about, each leading to the register.
import { Anchor } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import type { WorkflowDocument } from '~/api/types'
import { numberWidth } from '~/lib/columns'
import { tone } from '~/lib/status'
import { useWords } from '~/lib/words'
import { Bytes, type Column, DataTable, StatusChip } from '~/ui'

export function RunDocuments({ at, documents }: { at: At; documents: WorkflowDocument[] }) {
  const { t } = useTranslation('runs')
  const words = useWords()
  const navigate = useNavigate()
  if (documents.length === 0) return null
  const status = ({ status }: WorkflowDocument) => <StatusChip tone={tone(status)}>{words('status', status)}</StatusChip>
  const columns: Column<WorkflowDocument>[] = [
    {
      key: 'number',
      header: t('columns.number'),
      width: numberWidth(documents.map(({ number }) => number), false),
      cell: ({ document_id, revision_id, number }) => (
        <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/register/${document_id}?rev=${revision_id}`}>
          {number}
        </Anchor>
      ),
    },
    { key: 'title', header: t('columns.title'), width: 'minmax(140px, 2fr)', cell: ({ title }) => <span title={title}>{title}</span> },
    { key: 'revision', header: t('columns.revision'), width: '80px', cell: ({ revision }) => revision },
    { key: 'status', header: t('columns.status'), width: '180px', drop: 2, cell: status },
    { key: 'size', header: t('columns.size'), width: '90px', align: 'end', drop: 3, cell: ({ size }) => <Bytes size={size} /> },
    {
      key: 'hash',
      header: t('columns.hash'),
      width: 'minmax(110px, 1fr)',
      drop: 1,
      cell: ({ sha256 }) => (
        <span className="numeric" title={sha256}>
          {sha256.slice(0, 12)}
        </span>
      ),
    },
  ]
  return (
    <DataTable
      fit
      label={t('documentsRouted')}
      columns={columns}
      rows={documents}
      getId={({ document_id }) => document_id}
      rowLabel={({ number, title }) => `${number} · ${title}`}
      onOpen={({ document_id, revision_id }) => void navigate({ to: '/o/$org/p/$project/register/$doc', params: { ...at, doc: document_id }, search: { rev: revision_id } })}
      phone={(one) => ({
        first: (
          <>
            <strong>{one.number}</strong> <span>{one.title}</span>
          </>
        ),
        second: (
          <>
            <span>{one.revision}</span>
            {status(one)}
          </>
        ),
      })}
      empty={null}
    />
  )
}
