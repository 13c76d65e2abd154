// The register: every document of the project this person may see, filtered and sorted by the server,
// with the chosen one beside the list.
import { numberWidth } from '~/lib/columns'
import { useWords } from '~/lib/words'
import { Button } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import type { DocumentRow } from '~/api/types'
import { useListing } from '~/api/paging'
import { type At, projectQuery } from '~/api/queries/project'
import { countQuery, documentOptionsQuery, documentsKey, listDocuments, thumbnailUrl } from '~/api/queries/register'
import { DocumentPanel, Status, useRowActions } from '~/features/document'
import { UploadDialog } from '~/features/upload'
import { ActionMenu, DataTable, EmptyState, OutsideEye, Page, PageHeader, Split, Toolbar, useActions } from '~/ui'
import { Marks, registerColumns } from './columns'
import { cleared, isFiltered, readSort, type RegisterSearch, toCount, toFilter, writeSort } from './search'
import { Filters } from './Filters'

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
  const navigate = useNavigate()
  const [uploading, setUploading] = useState<File[]>()
  const { data: project } = useSuspenseQuery(projectQuery(at))
  const { data: options } = useQuery(documentOptionsQuery(at))
  const { data: count } = useQuery(countQuery(at, toCount(search)))
  const listing = useListing<DocumentRow>({
    key: documentsKey(at, toFilter(search)),
    load: listDocuments(at, toFilter(search)),
  })
  const external = project.mode === 'external'
  const mayUpload = may(project.abilities, 'document.create') && !project.locked
  const rowActions = useRowActions(at)
  const openFull = (document: DocumentRow, tab?: string) =>
    void navigate({ to: '/o/$org/p/$project/register/$doc', params: { ...at, doc: document.id }, search: { tab } })

  const label = (field: 'document_type' | 'discipline') => (code: string) =>
    options?.[field].find((choice) => choice.code === code)?.label ?? code
  const columns = registerColumns({
    t,
    words,
    labels: { type: label('document_type'), discipline: label('discipline') },
    numberTrack: numberWidth(listing.rows.map((document) => document.number), listing.rows.some((document) => document.locked || document.restricted)),
    picture: (document) =>
      document.pages > 0 || document.media_type.startsWith('image/') ? thumbnailUrl(at, document.id, document.revision.id) : undefined,
    onOutside: (document) => onSearch({ ...search, open: document.id, tab: 'access' }, true),
    menu: (document) => <ActionMenu actions={rowActions(document)} />,
  })
  const upload = mayUpload && (
    <Button onClick={() => setUploading([])}>{external ? t('submit') : t('upload')}</Button>
  )
  useActions(mayUpload ? [{ id: 'upload', label: external ? t('submit') : t('upload'), run: () => setUploading([]) }] : [])

  const chosen = listing.rows.find((document) => document.id === search.open)
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
              name={chosen && `${chosen.number} · ${chosen.title}`}
              tab={search.tab}
              onTab={(tab) => onSearch({ ...search, tab })}
              onClose={() => onSearch({ ...search, open: undefined, tab: undefined })}
              onFull={() =>
                void navigate({
                  to: '/o/$org/p/$project/register/$doc',
                  params: { ...at, doc: search.open ?? '' },
                  search: { tab: search.tab },
                })
              }
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
            actions={upload}
          />
          <Toolbar>
            <Filters search={search} onSearch={onSearch} options={options} />
          </Toolbar>
          <DataTable
            label={t('title')}
            columns={columns}
            {...listing}
            getId={(document) => document.id}
            rowLabel={(document) => `${document.number} · ${document.title}`}
            sort={readSort(search.sort)}
            onSort={(sort) => onSearch({ ...search, sort: writeSort(sort) })}
            openId={search.open}
            onOpen={(document) =>
              search.open === document.id ? openFull(document, search.tab) : onSearch({ ...search, open: document.id }, !search.open)
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
                  <Status document={document} words={words} />
                  <OutsideEye count={document.outside_count ?? 0} />
                  <Marks document={document} t={t} />
                </>
              ),
            })}
            empty={
              isFiltered(search) ? (
                <EmptyState
                  title={t('emptyFilter')}
                  action={
                    <Button variant="default" onClick={() => onSearch(cleared(search))}>
                      {t('filters.clear')}
                    </Button>
                  }
                />
              ) : (
                <EmptyState title={external ? t('emptyExternal') : t('empty')} action={upload}>
                  {external ? t('emptyExternalText') : t('emptyText')}
                </EmptyState>
              )
            }
          />
        </Page>
      </Split>
      <Suspense>
        {uploading && <UploadDialog at={at} files={uploading} onClose={() => setUploading(undefined)} />}
      </Suspense>
    </div>
  )
}
