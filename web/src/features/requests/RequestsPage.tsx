// Recently modified: what externals wish changed, with the original under each changed cell. Those who asked see
// their own requests and what became of them.
import { Button, SegmentedControl } from '@mantine/core'
import '~/theme/late.css'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { useListing } from '~/api/paging'
import { type At, projectQuery } from '~/api/queries/project'
import { listOwnRequests, listRequests, requestsKey } from '~/api/queries/requests'
import type { EditRequest, EditState } from '~/api/types'
import { ChangedCell, isUndone, usePersonName, useWishes } from '~/features/document'
import { numberWidth } from '~/lib/columns'
import { type Column, DataTable, EmptyState, Page, PageHeader, Split, StatusChip, Toolbar, When } from '~/ui'
import { RequestPanel } from './RequestPanel'
import classes from './requests.module.css'

export type RequestsSearch = { state?: string | undefined; open?: string | undefined; document?: string | undefined }

export const stateTone = (state: EditRequest['state']) =>
  state === 'approved' ? 'done' : state === 'rejected' ? 'danger' : state === 'open' ? 'neutral' : 'quiet'

export function RequestsPage({ at, search, onSearch }: { at: At; search: RequestsSearch; onSearch: (search: RequestsSearch) => void }) {
  const { t } = useTranslation('requests')
  const { data: project } = useSuspenseQuery(projectQuery(at))
  const deciding = may(project.abilities, 'edit_request.list')
  const state = search.state === 'decided' ? 'decided' : 'open'
  const listing = useListing<EditRequest>({
    key: deciding ? [...requestsKey(at), 'queue', state, search.document] : [...requestsKey(at), 'mine'],
    load: deciding ? listRequests(at, { state, document: search.document }) : listOwnRequests(at),
  })
  const { say, name } = useWishes(at)
  const person = usePersonName()
  const columns = useColumns({ listing: listing.rows, say, person, deciding, state })
  const chosen = listing.rows.find(({ id }) => id === search.open)
  const onClose = () => onSearch({ ...search, open: undefined })
  return (
    <Split panel={chosen && <RequestPanel key={`${chosen.id} ${chosen.version} ${chosen.document_version}`} at={at} request={chosen} own={!deciding} onClose={onClose} />}>
      <Page>
        <PageHeader title={t(deciding ? 'title' : 'titleOwn')} />
        {deciding && (
          <Toolbar>
            <SegmentedControl
              size="xs"
              aria-label={t('state')}
              data={[
                { value: 'open', label: t('open') },
                { value: 'decided', label: t('decided') },
              ]}
              value={state}
              onChange={(value) => onSearch({ ...search, state: value === 'decided' ? value : undefined, open: undefined })}
            />
            {search.document && (
              <Button size="xs" variant="default" onClick={() => onSearch({ ...search, document: undefined })}>
                {t('allDocuments')}
              </Button>
            )}
          </Toolbar>
        )}
        <DataTable
          label={t(deciding ? 'title' : 'titleOwn')}
          columns={columns}
          {...listing}
          tall
          getId={({ id }) => id}
          rowLabel={({ document }) => `${document.number} · ${document.title}`}
          openId={search.open}
          onOpen={({ id }) => onSearch({ ...search, open: id })}
          phone={(request) => ({
            first: (
              <>
                <strong>{request.document.number}</strong> <span>{request.document.title}</span>
              </>
            ),
            second: (
              <>
                {(request.state !== 'open' || !deciding) && (
                  <StatusChip tone={stateTone(request.state)}>{t(`states.${request.state as EditState}`)}</StatusChip>
                )}
                <span>{request.changes.map(({ field }) => name(field)).join(', ')}</span>
                {deciding && <span>{person(request.requested_by)}</span>}
                <When at={request.decided_at ?? request.requested_at} />
              </>
            ),
          })}
          empty={
            deciding ? (
              <EmptyState title={t(state === 'open' ? 'empty' : 'emptyDecided')}>{t('emptyText')}</EmptyState>
            ) : (
              <EmptyState title={t('emptyOwn')}>{t('emptyOwnText')}</EmptyState>
            )
          }
        />
      </Page>
    </Split>
  )
}

function useColumns({
  listing,
  say,
  person,
  deciding,
  state,
}: {
  listing: EditRequest[]
  say: (field: string, value: string) => string
  person: ReturnType<typeof usePersonName>
  deciding: boolean
  state: 'open' | 'decided'
}): Column<EditRequest>[] {
  const { t } = useTranslation('requests')
  const cell = (field: string, otherwise: (request: EditRequest) => string) =>
    function Cell(request: EditRequest) {
      const change = request.changes.find((one) => one.field === field)
      if (!change || isUndone(request, change)) return <span title={otherwise(request)}>{otherwise(request)}</span>
      return <ChangedCell now={say(field, change.applied ?? change.wished)} before={say(field, change.before)} />
    }
  const numbers = listing.flatMap(({ document, changes }) => [document.number, ...changes.filter(({ field }) => field === 'number').map(({ wished }) => wished)])
  const none = () => ''
  const ofTitle = cell('title', ({ document }) => document.title)
  // A description is too long for a cell of its own.
  const title = (request: EditRequest) =>
    request.changes.some(({ field }) => field === 'description') ? (
      <>
        {ofTitle(request)}
        <span className={classes['more']}>{t('descriptionToo')}</span>
      </>
    ) : (
      ofTitle(request)
    )
  const columns: Column<EditRequest>[] = [
    { key: 'number', header: t('fields.number'), width: numberWidth(numbers, true), cell: cell('number', ({ document }) => document.number) },
    { key: 'title', header: t('fields.title'), width: 'minmax(160px, 2fr)', wish: 260, cell: title },
    { key: 'revision', header: t('columns.rev'), width: '80px', cell: cell('revision', ({ revision }) => revision?.code ?? '') },
    { key: 'status', header: t('fields.status'), width: '140px', cell: cell('status', none) },
    { key: 'type', header: t('fields.document_type'), width: '140px', drop: 3, cell: cell('document_type', none) },
    { key: 'discipline', header: t('fields.discipline'), width: '120px', drop: 4, cell: cell('discipline', none) },
  ]
  if (deciding) columns.push({ key: 'from', header: t('columns.from'), width: 'minmax(130px, 1fr)', drop: 2, cell: ({ requested_by }) => <span title={person(requested_by)}>{person(requested_by)}</span> })
  if (!deciding || state === 'decided') {
    columns.push({ key: 'state', header: t('columns.state'), width: '110px', cell: (request) => <StatusChip tone={stateTone(request.state)}>{t(`states.${request.state as EditState}`)}</StatusChip> })
  }
  columns.push({ key: 'when', header: t('columns.when'), width: '110px', drop: 1, cell: (request) => <When at={request.decided_at ?? request.requested_at} /> })
  return columns
}
