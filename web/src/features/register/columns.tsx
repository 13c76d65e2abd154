// The columns of the register.
import type { Words } from '~/lib/words'
import type { useTranslation } from 'react-i18next'
import type { DocumentRow } from '~/api/types'
import type { At } from '~/api/queries/project'
import { Status } from '~/features/document'
import { day, millis } from '~/lib/dates'
import { lazily } from '~/lib/lazily'
import { withLateTexts } from '~/lib/texts'
import { type Column, Icon, OutsideEye, StatusChip, When } from '~/ui'
import { type ReactElement, type ReactNode, Suspense } from 'react'
import { Tooltip } from '@mantine/core'
import classes from './register.module.css'

const FormalCell = lazily(() => withLateTexts(() => import('~/features/document/WorkflowsTab')), 'FormalCell')

/** The first page, small, and the whole title while a pointer or the focus rests on it. */
function Preview({ picture, title, children }: { picture: string | undefined; title: string; children: ReactElement }) {
  return (
    <Tooltip
      openDelay={500}
      position="bottom-start"
      label={
        <>
          {picture && <img className={classes['preview']} src={picture} alt="" onError={(event) => event.currentTarget.remove()} />}
          {title}
        </>
      }
      classNames={{ tooltip: classes['card'] ?? '' }}
    >
      {children}
    </Tooltip>
  )
}

type Text = ReturnType<typeof useTranslation<'documents'>>['t']

export function Marks({ document, t }: { document: DocumentRow; t: Text }) {
  return (
    <>
      {document.restricted && <Mark icon="restricted" label={t('marks.restricted')} />}
      {document.locked && <Mark icon="lock" label={t('marks.locked')} />}
    </>
  )
}

/** Whoever holds this revision holds one that a newer has replaced. */
export const Outdated = ({ document, t }: { document: DocumentRow; t: Text }) =>
  document.revision.newer ? <StatusChip tone="danger">{t('marks.newerShort')}</StatusChip> : null

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

/** Where a document belongs, in the order of its page. */
const FIELDS = ['zone', 'stage', 'level', 'package', 'originator', 'programme', 'sub_programme', 'wbs', 'area', 'building', 'floor', 'asset_tag'] as const

/** The value of a field in a row. */
const told = (document: DocumentRow, field: string): string | undefined => {
  const own = FIELDS.find((key) => key === field)
  return own ? document[own] : document.fields[field]
}

export function registerColumns({
  at,
  external,
  t,
  words,
  label,
  own,
  rows,
  numberTrack,
  picture,
  onOutside,
  menu,
}: {
  at: At
  /** From outside one is told of no workflow, and orders by what every revision shares. */
  external: boolean
  t: Text
  words: Words
  /** What people read of a code. */
  label: (field: string, code: string) => string
  /** The metadata fields of the organisation and the project. */
  own: { key: string; label: string }[]
  rows: DocumentRow[]
  /** As wide as the longest number, which is never cut. */
  numberTrack: string
  picture: (document: DocumentRow) => string | undefined
  onOutside: (document: DocumentRow) => void
  menu: (document: DocumentRow) => ReactNode
}): Column<DocumentRow>[] {
  const field = (key: string, header: string): Column<DocumentRow> => ({
    key,
    header,
    width: '140px',
    optional: true,
    cell: (document) => {
      const code = told(document, key)
      if (!code) return ''
      // A code alone says little, its words alone are not what people quote.
      const said = label(key, code)
      return said === code ? code : `${code} · ${said}`
    },
  })
  // From outside the server orders by nothing that another revision than the one shown would decide.
  const ofTeam = (sort: string) => (external ? {} : { sort })
  return [
    {
      key: 'number',
      header: t('columns.number'),
      width: numberTrack,
      sort: 'number',
      pinned: 'start',
      cell: (document) => (
        <>
          <span className="numeric">{document.number}</span>
          <Marks document={document} t={t} />
        </>
      ),
    },
    {
      key: 'title',
      header: t('columns.title'),
      width: 'minmax(150px, 1fr)',
      wish: 200,
      sort: 'title',
      cell: (document) => (
        <Preview picture={picture(document)} title={document.title}>
          <span>{document.title}</span>
        </Preview>
      ),
    },
    {
      key: 'rev',
      header: t('columns.rev'),
      ...ofTeam('revision'),
      width: rows.some(({ revision }) => revision.newer) ? '168px' : '64px',
      cell: (document) => (
        <Tooltip
          disabled={!document.revision.newer && !document.latest_approved}
          label={
            document.revision.newer
              ? t('marks.newer')
              : t('marks.approved', { code: document.latest_approved?.code ?? '' })
          }
        >
          <span>
            {document.revision.code} <Outdated document={document} t={t} />
          </span>
        </Tooltip>
      ),
    },
    {
      key: 'status',
      header: t('columns.status'),
      width: '168px',
      ...ofTeam('status'),
      cell: (document) => <Status document={document} words={words} />,
    },
    {
      key: 'type',
      header: t('columns.type'),
      width: '148px',
      sort: 'type',
      drop: 2,
      cell: (document) => label('document_type', document.document_type),
    },
    {
      key: 'discipline',
      header: t('columns.discipline'),
      width: '112px',
      sort: 'discipline',
      drop: 3,
      cell: (document) => (document.discipline ? label('discipline', document.discipline) : ''),
    },
    // Whoever may not see the ledger is told no number, and needs no empty column.
    ...(rows.length === 0 || rows.some(({ outside_count }) => typeof outside_count === 'number')
      ? [
          {
            key: 'outside',
            header: t('columns.outside'),
            width: '80px',
            cell: (document: DocumentRow) => (
              <OutsideEye count={document.outside_count ?? 0} onOpen={() => onOutside(document)} />
            ),
          },
        ]
      : []),
    {
      key: 'updated',
      header: t('columns.updated'),
      width: '120px',
      drop: 1,
      ...ofTeam('updated'),
      cell: (document) => <When at={document.updated_at} />,
    },
    {
      key: 'approved',
      header: t('columns.approved'),
      width: '128px',
      optional: true,
      cell: (document) => document.latest_approved?.code ?? '',
    },
    {
      key: 'uploaded',
      header: t('columns.uploaded'),
      width: '120px',
      ...ofTeam('uploaded'),
      optional: true,
      cell: (document) => <When at={document.revision.uploaded_at} />,
    },
    {
      key: 'revision_date',
      header: t('columns.revisionDate'),
      width: '120px',
      ...ofTeam('revision_date'),
      optional: true,
      cell: ({ revision }) => revision.revision_date && day(millis(`${revision.revision_date}T12:00`)),
    },
    {
      key: 'accepted',
      header: t('columns.accepted'),
      width: '120px',
      ...ofTeam('accepted'),
      optional: true,
      cell: (document) => document.revision.accepted_at && <When at={document.revision.accepted_at} />,
    },
    {
      key: 'pages',
      header: t('columns.pages'),
      width: '72px',
      optional: true,
      align: 'end',
      cell: (document) => document.pages || '',
    },
    ...(['issued', 'sent', 'workflow'] as const)
      .filter((what) => !external || what !== 'workflow')
      .map((what) => ({
        key: what,
        header: t(`columns.${what}`),
        width: '232px',
        optional: true,
        cell: (document: DocumentRow) => (
          <Suspense>
            <FormalCell at={at} document={document} what={what} />
          </Suspense>
        ),
      })),
    ...FIELDS.map((key) => field(key, t(`facts.${key}`))),
    ...own.map(({ key, label: header }) => field(key, header)),
    { key: 'more', header: t('columns.more'), width: '52px', drop: 0.5, quiet: true, align: 'end', pinned: 'end', cell: menu },
  ]
}
