// The columns of the register.
import type { Words } from '~/lib/words'
import type { useTranslation } from 'react-i18next'
import type { DocumentRow } from '~/api/types'
import { tone } from '~/lib/status'
import { type Column, Icon, OutsideEye, StatusChip, When } from '~/ui'
import type { ReactNode } from 'react'
import { Tooltip } from '@mantine/core'

type Text = ReturnType<typeof useTranslation<'documents'>>['t']

export function Marks({ document, t }: { document: DocumentRow; t: Text }) {
  return (
    <>
      {document.restricted && <Mark icon="restricted" label={t('marks.restricted')} />}
      {document.locked && <Mark icon="lock" label={t('marks.locked')} />}
    </>
  )
}

function Mark({ icon, label }: { icon: 'lock' | 'restricted'; label: string }) {
  return (
    <Tooltip label={label}>
      <span style={{ color: 'var(--wl-muted)', marginInlineStart: 4, verticalAlign: 'middle' }}>
        <Icon name={icon} size={14} />
        <span className="visually-hidden">{label}</span>
      </span>
    </Tooltip>
  )
}

export function Status({ document, words }: { document: DocumentRow; words: Words }) {
  if (document.revision.acceptance !== 'accepted') {
    return (
      <StatusChip tone={document.revision.acceptance === 'rejected' ? 'danger' : 'neutral'}>
        {words('acceptance', document.revision.acceptance)}
      </StatusChip>
    )
  }
  return <StatusChip tone={tone(document.status)}>{words('status', document.status)}</StatusChip>
}

export function registerColumns({
  t,
  words,
  labels,
  onOutside,
  menu,
}: {
  t: Text
  words: Words
  labels: { type: (code: string) => string; discipline: (code: string) => string }
  onOutside: (document: DocumentRow) => void
  menu: (document: DocumentRow) => ReactNode
}): Column<DocumentRow>[] {
  return [
    {
      key: 'number',
      header: t('columns.number'),
      width: 'minmax(150px, 220px)',
      sort: 'number',
      cell: (document) => (
        <>
          {document.number}
          <Marks document={document} t={t} />
        </>
      ),
    },
    {
      key: 'title',
      header: t('columns.title'),
      width: 'minmax(220px, 1fr)',
      sort: 'title',
      cell: (document) => <span title={document.title}>{document.title}</span>,
    },
    {
      key: 'rev',
      header: t('columns.rev'),
      width: '72px',
      cell: (document) => (
        <Tooltip
          disabled={!document.revision.newer && !document.latest_approved}
          label={
            document.revision.newer
              ? t('marks.newer')
              : t('marks.approved', { code: document.latest_approved?.code ?? '' })
          }
        >
          <span>{document.revision.code}</span>
        </Tooltip>
      ),
    },
    {
      key: 'status',
      header: t('columns.status'),
      width: '180px',
      sort: 'status',
      cell: (document) => <Status document={document} words={words} />,
    },
    {
      key: 'type',
      header: t('columns.type'),
      width: '130px',
      cell: (document) => labels.type(document.document_type),
    },
    {
      key: 'discipline',
      header: t('columns.discipline'),
      width: '130px',
      cell: (document) => (document.discipline ? labels.discipline(document.discipline) : ''),
    },
    {
      key: 'outside',
      header: t('columns.outside'),
      width: '80px',
      cell: (document) => (
        <OutsideEye count={document.outside_count ?? 0} onOpen={() => onOutside(document)} />
      ),
    },
    {
      key: 'updated',
      header: t('columns.updated'),
      width: '120px',
      sort: 'updated',
      cell: (document) => <When at={document.updated_at} />,
    },
    { key: 'more', header: t('columns.more'), width: '52px', quiet: true, align: 'end', cell: menu },
  ]
}
