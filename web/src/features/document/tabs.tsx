// Details, revisions and history of a document.
import { Anchor, Code, Stack, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { DocumentLink } from './DocumentLink'
import { usePersonName } from './person'
import { may } from '~/api/abilities'
import type { AuditEvent, Document, Revision } from '~/api/types'
import { useListing } from '~/api/paging'
import type { At } from '~/api/queries/project'
import { documentKey, documentOptionsQuery, fileUrl, listHistory } from '~/api/queries/register'
import { valueIn, wordsFor } from '~/features/metadata'
import { day, millis } from '~/lib/dates'
import { tone } from '~/lib/status'
import { useWords } from '~/lib/words'
import { HoldersDialog } from '~/features/transmittals'
import { ActionMenu, Bytes, type Column, DataTable, EmptyState, Facts, StatusChip, useDialog, When } from '~/ui'

export function Details({ at, document }: { at: At; document: Document }) {
  const { t, i18n } = useTranslation('documents')
  const words = useWords()
  const { t: lifecycle } = useTranslation('lifecycle')
  const name = usePersonName()
  const { data: options } = useQuery(documentOptionsQuery(at))
  const fields = options?.fields ?? []
  const known = new Set(fields.map(({ key }) => key))
  // Values of fields that were retired meanwhile are still said, by their key.
  const former = Object.entries(document.fields ?? {}).filter(([key]) => options && !known.has(key))
  return (
    <Stack gap="lg">
      <Facts
        items={[
          [t('facts.status'), words('status', document.status)],
          [t('facts.revision'), document.revision.code],
          ...fields.map((field): [string, string] => [
            field.label,
            wordsFor(field, valueIn(document, field), t('field.yes'), t('field.no'), i18n.language),
          ]),
          ...former,
          [t('facts.wbs'), document.wbs],
          [t('facts.area'), document.area],
          [t('facts.building'), document.building],
          [t('facts.floor'), document.floor],
          [t('facts.asset_tag'), document.asset_tag],
          [
            lifecycle('supersedes'),
            (document.supersedes ?? []).length > 0 &&
              document.supersedes?.map((one) => (
                <div key={one.id}>
                  <DocumentLink at={at} document={one} />
                </div>
              )),
          ],
          [lifecycle('formerNumbers'), (document.former_numbers ?? []).join(', ')],
          [t('facts.owner'), name(document.owner)],
          [t('facts.createdBy'), name(document.created_by)],
          [t('facts.created'), document.created_at && <When key="created" at={document.created_at} />],
          [t('facts.updated'), <When key="updated" at={document.updated_at} />],
          [t('facts.tags'), document.tags.join(', ')],
          [t('facts.restrictedTo'), document.restricted ? document.restricted_to.map((group) => group.name).join(', ') : ''],
          [t('facts.why'), document.why.map((why) => words('why', why)).join('; ')],
        ]}
      />
      {document.description && (
        <div>
          <Text size="xs" c="dimmed">
            {t('facts.description')}
          </Text>
          <Text style={{ whiteSpace: 'pre-wrap' }}>{document.description}</Text>
        </div>
      )}
    </Stack>
  )
}

export function Revisions({
  at,
  document,
  onOpen,
}: {
  at: At
  document: Document
  onOpen: (revision: string) => void
}) {
  const { t } = useTranslation('documents')
  const words = useWords()
  const name = usePersonName()
  const open = useDialog()
  const state = (revision: Revision) =>
    revision.acceptance === 'accepted' ? (
      <>
        <StatusChip tone={tone(revision.status)}>{words('status', revision.status)}</StatusChip>{' '}
        {revision.current && <StatusChip tone="quiet">{t('revision.current')}</StatusChip>}
        {revision.latest_approved && <StatusChip tone="quiet">{t('revision.latestApproved')}</StatusChip>}
      </>
    ) : (
      <StatusChip tone={revision.acceptance === 'rejected' ? 'danger' : 'neutral'}>
        {words('acceptance', revision.acceptance)}
      </StatusChip>
    )
  const menu = (revision: Revision) => (
    <ActionMenu
      actions={[
        { id: 'view', label: t('actions.view'), run: () => onOpen(revision.id) },
        ...(revision.caps.download
          ? [
              {
                id: 'download',
                label: t('actions.download'),
                run: () => window.location.assign(fileUrl(at, document.id, revision.id)),
              },
            ]
          : []),
        ...(may(document.abilities, 'document.access') && revision.acceptance === 'accepted'
          ? [
              {
                id: 'holders',
                label: t('actions.holders', { code: revision.code }),
                run: () => open((close) => <HoldersDialog at={at} document={document} revision={revision.id} onClose={close} />),
              },
            ]
          : []),
      ]}
    />
  )
  const dated = (revision: Revision) => revision.revision_date && day(millis(`${revision.revision_date}T12:00`))
  const columns: Column<Revision>[] = [
    { key: 'code', header: t('revision.code'), width: '80px', cell: (revision) => revision.code },
    { key: 'status', header: t('revision.status'), width: 'minmax(180px, 1fr)', cell: state },
    { key: 'date', header: t('revision.date'), width: '110px', drop: 5, cell: dated },
    { key: 'change', header: t('revision.change'), width: 'minmax(140px, 2fr)', drop: 1, cell: (r) => <span title={r.change_description}>{r.change_description}</span> },
    { key: 'from', header: t('pendingQueue.received'), width: 'minmax(110px, 1fr)', drop: 3, cell: (r) => <span title={r.received_from?.name}>{r.received_from?.name}</span> },
    { key: 'when', header: t('revision.uploaded'), width: '110px', cell: (r) => <When at={r.uploaded_at} /> },
    { key: 'by', header: t('revision.by'), width: 'minmax(120px, 1fr)', drop: 2, cell: (r) => name(r.uploaded_by) },
    { key: 'decided', header: t('revision.decided'), width: '110px', drop: 4, cell: (r) => r.decided_at && <When at={r.decided_at} /> },
    { key: 'file', header: t('revision.file'), width: 'minmax(140px, 1fr)', cell: (r) => <span title={r.filename}>{r.filename}</span> },
    { key: 'size', header: t('revision.size'), width: '90px', align: 'end', cell: (r) => <Bytes size={r.size} /> },
    { key: 'more', header: t('columns.more'), width: '52px', quiet: true, align: 'end', cell: menu },
  ]
  const latest = document.revisions.find((revision) => revision.id === document.revision.id)
  return (
    <Stack gap="lg">
      <DataTable
        label={t('tabs.revisions')}
        columns={columns}
        rows={document.revisions}
        getId={(revision) => revision.id}
        rowLabel={(revision) => `${t('revision.code')} ${revision.code}`}
        phone={(revision) => ({
          first: (
            <>
              <strong>{revision.code}</strong> {state(revision)} {menu(revision)}
            </>
          ),
          second: (
            <>
              <When at={revision.uploaded_at} /> <span>{name(revision.uploaded_by)}</span>
              {revision.change_description && <span>{revision.change_description}</span>}
            </>
          ),
        })}
        onOpen={(revision) => onOpen(revision.id)}
        empty={<EmptyState title={t('revision.empty')} />}
        fit
      />
      {latest && (
        <Facts
          items={[
            [t('revision.date'), dated(latest)],
            [t('revision.change'), latest.change_description],
            [t('pendingQueue.received'), latest.received_from?.name],
            [t('revision.decided'), latest.decided_by && name(latest.decided_by)],
            [t('revision.pages'), latest.pages],
            [t('revision.hash'), <Code key="hash">{latest.sha256}</Code>],
          ]}
        />
      )}
      {latest?.caps.download && (
        <Anchor href={fileUrl(at, document.id, latest.id)}>{t('actions.download')}</Anchor>
      )}
    </Stack>
  )
}

export function History({ at, doc }: { at: At; doc: string }) {
  const { t } = useTranslation('documents')
  const listing = useListing<AuditEvent>({ key: [...documentKey(at, doc), 'history'], load: listHistory(at, doc) })
  const columns: Column<AuditEvent>[] = [
    { key: 'when', header: t('history.when'), width: '120px', cell: (event) => <When at={event.at} /> },
    { key: 'what', header: t('history.what'), width: 'minmax(240px, 3fr)', cell: (event) => <span title={event.summary}>{event.summary}</span> },
    { key: 'reason', header: t('history.reason'), width: 'minmax(140px, 1fr)', drop: 1, cell: (event) => <span title={event.reason ?? ''}>{event.reason}</span> },
  ]
  return (
    <DataTable
      label={t('tabs.history')}
      columns={columns}
      {...listing}
      getId={(event) => String(event.seq)}
      rowLabel={(event) => event.summary}
      phone={(event) => ({
        first: <span>{event.summary}</span>,
        second: (
          <>
            <When at={event.at} /> <span>{event.reason}</span>
          </>
        ),
      })}
      empty={<EmptyState title={t('history.empty')} />}
      fit
    />
  )
}
