// One transmittal as it is read: what it says of itself, whom it went to, and what it sent.
import { Anchor, Text } from '@mantine/core'
import '~/theme/late.css'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import type { Transmittal, TransmittalDocument, TransmittalName } from '~/api/types'
import { numberWidth } from '~/lib/columns'
import { day, millis } from '~/lib/dates'
import { useWords } from '~/lib/words'
import { type Column, DataTable, Facts, OutsideMark, When } from '~/ui'
import { named } from './draft'
import { About, nameOf } from './EntryList'
import { placed, useKnown } from './known'
import { Asks } from './Purposes'
import { Received } from './Received'
import classes from './transmittals.module.css'
import { Warnings } from './Warnings'

function Other({ at, other }: { at: At; other: TransmittalName }) {
  return (
    <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/transmittals/${other.id}`} mr={8}>
      {other.number}
    </Anchor>
  )
}

/** What a transmittal says of itself, and whom it went to. Somebody from outside reads of themselves alone. */
export function Shown({ at, transmittal, external }: { at: At; transmittal: Transmittal; external?: boolean | undefined }) {
  const { t, i18n } = useTranslation('transmittals')
  const dated = (text: string | null | undefined) => text && <span className="numeric">{day(millis(`${text}T12:00:00`), i18n.language)}</span>
  const received = transmittal.received ?? []
  const known = useKnown(at)
  return (
    <>
      <Text>
        <strong>{transmittal.purpose.name}</strong>{' '}
        <Text component="span" c="dimmed">
          <Asks purpose={transmittal.purpose} />
        </Text>
      </Text>
      <Facts
        items={[
          [t('dated'), dated(transmittal.dated_on)],
          [t('issuedBy'), transmittal.issued_by?.name],
          [t('issuedAt'), transmittal.issued_at && <When key="at" at={transmittal.issued_at} />],
          [t('acknowledge_by'), dated(transmittal.acknowledge_by)],
          [t('access_ends_on'), dated(transmittal.access_ends_on)],
          [t('reissueOf'), transmittal.reissue_of && <Other key="of" at={at} other={transmittal.reissue_of} />],
          [
            t('reissuedAs'),
            (transmittal.reissued_as ?? []).length > 0 && (
              <>
                {transmittal.reissued_as?.map((other) => (
                  <Other key={other.id} at={at} other={other} />
                ))}
              </>
            ),
          ],
        ]}
      />
      {transmittal.remarks && (
        <section aria-labelledby="remarks" className={classes['part']}>
          <h2 id="remarks">{t('remarks')}</h2>
          <Text className={classes['remarks'] ?? ''}>{transmittal.remarks}</Text>
        </section>
      )}
      {received.length > 0 ? (
        <Received at={at} transmittal={transmittal} received={received} external={external} />
      ) : (
        transmittal.recipients.length > 0 && (
          <section aria-labelledby="addressed" className={classes['part']}>
            <h2 id="addressed">{t('recipients', { count: transmittal.recipients.length })}</h2>
            <ul className={classes['names']}>
              {transmittal.recipients.map((view) => placed(named(view), known.people, known.lists)).map((entry) => (
                <li key={`${entry.kind} ${entry.id ?? entry.email ?? ''}`}>
                  {entry.outside && <OutsideMark />} {nameOf(entry) || t('kinds.gone')}{' '}
                  <Text component="span" size="xs" c="dimmed">
                    <About entry={entry} />
                  </Text>
                </li>
              ))}
            </ul>
          </section>
        )
      )}
      <section aria-labelledby="sent" className={classes['part']}>
        <h2 id="sent">{t('documents', { count: transmittal.documents.length + transmittal.record.length })}</h2>
        {transmittal.withheld > 0 && <Text c="dimmed">{t('withheld', { count: transmittal.withheld })}</Text>}
        {transmittal.documents.length > 0 && <SentTable at={at} transmittal={transmittal} />}
        {transmittal.record.length > 0 && <RecordTable record={transmittal.record} />}
      </section>
    </>
  )
}

/** What was sent, when it was recalled and can no longer be opened. */
function RecordTable({ record }: { record: Transmittal['record'] }) {
  const { t } = useTranslation('transmittals')
  const words = useWords()
  type Sent = Transmittal['record'][number]
  const columns: Column<Sent>[] = [
    { key: 'number', header: t('columns.number'), width: numberWidth(record.map(({ number }) => number), false), cell: ({ number }) => number },
    { key: 'title', header: t('columns.title'), width: 'minmax(140px, 2fr)', cell: ({ title }) => <span title={title}>{title}</span> },
    { key: 'revision', header: t('columns.revision'), width: '80px', cell: ({ revision }) => revision },
    { key: 'status', header: t('columns.status'), width: '120px', drop: 2, cell: ({ status }) => words('status', status) },
    {
      key: 'hash',
      header: t('columns.hash'),
      width: 'minmax(90px, 1fr)',
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
      label={t('columns.documents')}
      columns={columns}
      rows={record}
      getId={({ number, revision, sha256 }) => `${number} ${revision} ${sha256}`}
      rowLabel={({ number, title }) => `${number} · ${title}`}
      phone={(one) => ({
        first: (
          <>
            <strong>{one.number}</strong> <span>{one.title}</span>
          </>
        ),
        second: (
          <>
            <span>{one.revision}</span>
            <span>{words('status', one.status)}</span>
          </>
        ),
      })}
      empty={null}
    />
  )
}

function SentTable({ at, transmittal }: { at: At; transmittal: Transmittal }) {
  const { t } = useTranslation('transmittals')
  const words = useWords()
  const navigate = useNavigate()
  const { documents } = transmittal
  const link = ({ document_id, revision_id, number }: TransmittalDocument) => (
    <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/register/${document_id}?rev=${revision_id}`}>
      {number}
    </Anchor>
  )
  const columns: Column<TransmittalDocument>[] = [
    { key: 'number', header: t('columns.number'), width: numberWidth(documents.map(({ number }) => number), false), cell: link },
    { key: 'title', header: t('columns.title'), width: 'minmax(140px, 2fr)', cell: ({ title }) => <span title={title}>{title}</span> },
    { key: 'revision', header: t('columns.revision'), width: '80px', cell: ({ revision }) => revision },
    { key: 'status', header: t('columns.status'), width: '120px', drop: 2, cell: ({ status }) => words('status', status) },
    ...(documents.some(({ warnings }) => warnings.length > 0)
      ? [{ key: 'note', header: t('columns.noteIssued'), width: 'minmax(200px, 1fr)', cell: ({ warnings }: TransmittalDocument) => <Warnings codes={warnings} /> }]
      : []),
    {
      key: 'hash',
      header: t('columns.hash'),
      width: 'minmax(90px, 1fr)',
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
      label={t('columns.documents')}
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
            <Warnings codes={one.warnings} />
            <span>{words('status', one.status)}</span>
          </>
        ),
      })}
      empty={null}
    />
  )
}
