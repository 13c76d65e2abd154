// The register: every document of the project this person may see, filtered and sorted by the server,
// with the chosen one beside the list.
import { arranged, numberWidth } from '~/lib/columns'
import { useLayout } from '~/lib/layout'
import { isProblem } from '~/lib/problem'
import { readFlaw } from '~/lib/query'
import { nothing, type Selection } from '~/lib/selection'
import { useAnyOf, useWords } from '~/lib/words'
import { lazily } from '~/lib/lazily'
import { withLateTexts } from '~/lib/texts'
import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import type { DocumentRow, Revision } from '~/api/types'
import { useListing } from '~/api/paging'
import { type At, projectQuery } from '~/api/queries/project'
import { countQuery, documentOptionsQuery, documentsKey, listDocuments, thumbnailUrl } from '~/api/queries/register'
import { meQuery } from '~/api/queries/session'
import { RegisterBulkBar } from '~/features/bulk'
import { DocumentPanel, Status, useRowActions } from '~/features/document'
import { SheetsButton } from '~/features/sheets'
import { UploadDialog } from '~/features/upload'
import { ActionMenu, DataTable, OutsideEye, Page, PageHeader, Split, useActions } from '~/ui'
import { Marks, Outdated, registerColumns } from './columns'
import { choicesOf, ownFields } from './fields'
import { readSort, type RegisterSearch, several, toCount, toFilter, writeSort } from './search'
import { Filters } from './Filters'
import { useOlder } from './olders'

const RegisterEmpty = lazily(() => withLateTexts(() => import('./ViewsMenu')), 'RegisterEmpty')
const ViewsMenu = lazily(() => import('./ViewsMenu'), 'ViewsMenu')
const ColumnChooser = lazily(() => import('~/ui/ColumnChooser'), 'ColumnChooser')

export function RegisterPage({
  at,
  search,
  onSearch,
}: {
  at: At
  search: RegisterSearch
  onSearch: (search: RegisterSearch, push?: boolean) => void
}) {
  const { t } = useTranslation('documents')
  const words = useWords()
  const anyOf = useAnyOf()
  const phone = useMediaQuery('(max-width: 48em)') ?? false
  const navigate = useNavigate()
  const [uploading, setUploading] = useState<File[]>()
  const [selection, setSelection] = useState<Selection>(nothing)
  // Selected rows are remembered whole, so that a row that scrolled out of the list can still be acted on.
  const [known, setKnown] = useState(new Map<string, DocumentRow>())
  const { data: me } = useQuery(meQuery)
  const { data: project } = useSuspenseQuery(projectQuery(at))
  const { data: options } = useQuery(documentOptionsQuery(at))
  const { data: count } = useQuery(countQuery(at, toCount(search)))
  const [layout, arrange, forget] = useLayout('register', me?.account.id)
  const listing = useListing<DocumentRow>({
    key: documentsKey(at, toFilter(search)),
    load: listDocuments(at, toFilter(search)),
  })
  // While a search cannot be read, what was found before stays on the screen.
  const wrong = isProblem(listing.error) ? listing.error.fields['q'] : undefined
  const [kept, setKept] = useState(listing.rows)
  if (!listing.error && !listing.loading && kept !== listing.rows) setKept(listing.rows)
  const rows = wrong ? kept : listing.rows
  const external = project.mode === 'external'
  const mayUpload = may(project.abilities, 'document.create') && !project.locked
  const rowActions = useRowActions(at)
  const openFull = (doc: string, more: { tab?: string | undefined; rev?: string | undefined } = {}) =>
    void navigate({ to: '/o/$org/p/$project/register/$doc', params: { ...at, doc }, search: more })

  const label = (field: string, code: string) => choicesOf(options, field).find((choice) => choice.code === code)?.label ?? code
  const columns = registerColumns({
    at,
    external,
    t,
    words,
    label,
    own: ownFields(options),
    rows,
    numberTrack: numberWidth(rows.map((document) => document.number), rows.some((document) => document.locked || document.restricted), true),
    picture: (document) =>
      document.pages > 0 || document.media_type.startsWith('image/') ? thumbnailUrl(at, document.id, document.revision.id) : undefined,
    onOutside: (document) => void navigate({ to: '/o/$org/p/$project/access', params: at, search: { document: document.id } }),
    menu: (document) => <ActionMenu actions={rowActions(document)} />,
  })
  // The columns of a view, or of a link that somebody sent, come before one's own.
  const chosen = search.cols ? several(search.cols) : layout.columns
  const shown = arranged(columns, chosen)
  const keys = shown.flatMap(({ key, pinned }) => (pinned ? [] : [key]))
  const choose = (next: string[]) => {
    if (search.cols || search.view) onSearch({ ...search, cols: next.join('|') || undefined })
    else arrange({ columns: next })
  }
  const reset = () => {
    forget()
    if (search.cols) onSearch({ ...search, cols: undefined })
  }
  const fold = useOlder({ at, t, words, onOpen: (doc, rev) => openFull(doc, { tab: 'viewer', rev }) })
  const select = (next: Selection) => {
    setKnown((old) => new Map([...old, ...rows.filter((row) => next.has(row.id)).map((row) => [row.id, row] as const)]))
    setSelection(next)
  }
  const upload = mayUpload && (
    <Button onClick={() => setUploading([])}>{external ? t('submit') : t('upload')}</Button>
  )
  useActions(mayUpload ? [{ id: 'upload', label: external ? t('submit') : t('upload'), run: () => setUploading([]) }] : [])

  const tools = (
    <Suspense>
      <ViewsMenu at={at} search={search} onSearch={onSearch} columns={keys} />
      {!phone && (
        <ColumnChooser
          columns={columns}
          chosen={chosen}
          onChosen={choose}
          comfortable={layout.comfortable ?? false}
          onComfortable={(comfortable) => arrange({ comfortable })}
          onReset={chosen || layout.widths || layout.comfortable ? reset : undefined}
        />
      )}
      <SheetsButton at={at} filter={toFilter(search)} columns={keys} count={count && !count.more ? count.count : undefined} earlier={search.exports !== undefined} onEarlier={(on) => onSearch({ ...search, exports: on ? 'true' : undefined })} />
    </Suspense>
  )
  const open = rows.find((document) => document.id === search.open)
  return (
    <div
      style={{ height: '100%' }}
      onDragOver={(event) => {
        if (mayUpload && event.dataTransfer.types.includes('Files')) event.preventDefault()
      }}
      onDrop={(event) => {
        if (!mayUpload || event.defaultPrevented || event.dataTransfer.files.length === 0) return
        event.preventDefault()
        setUploading([...event.dataTransfer.files])
      }}
    >
      <Split
        panel={
          search.open && (
            <Suspense>
              <DocumentPanel
                at={at}
                doc={search.open}
                name={open && `${open.number} · ${open.title}`}
                tab={search.tab}
                onTab={(tab) => onSearch({ ...search, tab })}
                onClose={() => onSearch({ ...search, open: undefined, tab: undefined })}
                onFull={() => openFull(search.open ?? '', { tab: search.tab })}
              />
            </Suspense>
          )
        }
      >
        <Page>
          <PageHeader
            title={t('title')}
            badges={
              count && (
                <span className="numeric" style={{ color: 'var(--wl-muted)' }} role="status">
                  {count.more ? t('countMore', { count: count.count }) : t('count', { count: count.count })}
                </span>
              )
            }
            actions={
              <>
                {tools}
                {upload}
              </>
            }
          />
          <Filters
            at={at}
            search={search}
            onSearch={onSearch}
            options={options}
            external={external}
            flaw={wrong ? readFlaw(wrong) : undefined}
            hints={count?.hints ?? []}
          />
          <DataTable<DocumentRow, Revision>
            label={t('title')}
            columns={shown}
            {...listing}
            rows={rows}
            error={wrong ? null : listing.error}
            hasMore={!wrong && listing.hasMore}
            getId={(document) => document.id}
            rowLabel={(document) => `${document.number} · ${document.title}`}
            sort={readSort(search.sort)}
            onSort={(sort) => onSearch({ ...search, sort: writeSort(sort) })}
            comfortable={layout.comfortable ?? false}
            {...(layout.widths ? { widths: layout.widths } : {})}
            onResize={(column, width) => arrange({ widths: { ...layout.widths, [column]: width } })}
            fold={fold}
            selection={selection}
            onSelection={select}
            openId={search.open}
            onOpen={(document) =>
              search.open === document.id
                ? openFull(document.id, { tab: search.tab })
                : onSearch({ ...search, open: document.id }, !search.open)
            }
            phone={(document) => ({
              first: (
                <>
                  <strong>{document.number}</strong> <span>{document.title}</span>
                </>
              ),
              second: (
                <>
                  <span>{document.revision.code}</span>
                  <Outdated document={document} t={t} />
                  <Status document={document} words={words} />
                  <OutsideEye count={document.outside_count ?? 0} />
                  <Marks document={document} t={t} />
                </>
              ),
            })}
            empty={
              <Suspense>
                <RegisterEmpty
                  at={at}
                  search={search}
                  onSearch={onSearch}
                  external={external}
                  names={project.contacts.length > 0 ? anyOf(project.contacts) : ''}
                  action={upload}
                />
              </Suspense>
            }
          />
          <Suspense>
            {selection.size > 0 && (
              <RegisterBulkBar
                at={at}
                rows={[...selection].flatMap((id) => known.get(id) ?? [])}
                seen={{ filter: toFilter(search), columns: keys }}
                onDone={() => setSelection(nothing)}
              />
            )}
          </Suspense>
        </Page>
      </Split>
      <Suspense>
        {uploading && <UploadDialog at={at} files={uploading} onClose={() => setUploading(undefined)} />}
      </Suspense>
    </div>
  )
}
