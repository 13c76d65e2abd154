// What was deleted and can still be restored, or be deleted for good.
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { refusal } from '~/api/abilities'
import { useListing } from '~/api/paging'
import { binKey, listBin, purge } from '~/api/queries/lifecycle'
import { type At, projectQuery } from '~/api/queries/project'
import { registerKey, restoreDocument } from '~/api/queries/register'
import type { BinItem } from '~/api/types'
import { usePersonName } from '~/features/document'
import { numberWidth } from '~/lib/columns'
import { type Action, ActionMenu, type Column, DataTable, EmptyState, Page, PageHeader, toast, toastError, useConfirm, When } from '~/ui'

export function BinPage({ at }: { at: At }) {
  const { t } = useTranslation('lifecycle')
  const client = useQueryClient()
  const confirm = useConfirm()
  const person = usePersonName()
  const listing = useListing<BinItem>({ key: binKey(at), load: listBin(at) })
  const changed = async (message: string) => {
    await client.invalidateQueries({ queryKey: registerKey(at) })
    void client.invalidateQueries({ queryKey: projectQuery(at).queryKey, exact: true })
    toast(message)
  }
  const actions = ({ document, abilities }: BinItem): Action[] => [
    {
      id: 'restore',
      label: t('bin.restore'),
      refusal: refusal(abilities, 'document.restore', t('bin.refused')),
      run: () =>
        void restoreDocument(at, document.id)
          .then(() => changed(t('bin.restored', { number: document.number })))
          .catch(toastError),
    },
    {
      id: 'purge',
      label: t('bin.purge'),
      danger: true,
      refusal: refusal(abilities, 'document.purge', t('bin.refused')),
      run: () =>
        void confirm({
          title: t('bin.purgeTitle', { number: document.number }),
          text: t('bin.purgeText'),
          action: t('bin.purge'),
          danger: true,
          run: () => purge(at, document.id),
        }).then((done) => (done ? changed(t('bin.purged', { number: document.number })) : undefined)),
    },
  ]
  const menu = (item: BinItem) => <ActionMenu actions={actions(item)} label={item.document.number} />
  const columns: Column<BinItem>[] = [
    { key: 'number', header: t('bin.columns.number'), width: numberWidth(listing.rows.map(({ document }) => document.number)), cell: ({ document }) => <span className="numeric">{document.number}</span> },
    { key: 'title', header: t('bin.columns.title'), width: 'minmax(150px, 2fr)', wish: 240, cell: ({ document }) => <span title={document.title}>{document.title}</span> },
    { key: 'rev', header: t('bin.columns.rev'), width: '72px', drop: 3, cell: ({ document }) => document.revision },
    { key: 'by', header: t('bin.columns.by'), width: 'minmax(120px, 1fr)', drop: 2, cell: ({ deleted_by }) => person(deleted_by) },
    { key: 'when', header: t('bin.columns.when'), width: '120px', drop: 1, cell: ({ deleted_at }) => <When at={deleted_at} /> },
    { key: 'until', header: t('bin.columns.until'), width: '180px', cell: ({ restore_until }) => <When at={restore_until} /> },
    { key: 'more', header: t('bin.title'), width: '52px', quiet: true, align: 'end', cell: menu },
  ]
  return (
    <Page>
      <PageHeader title={t('bin.title')} />
      <DataTable
        label={t('bin.title')}
        columns={columns}
        {...listing}
        getId={({ document }) => document.id}
        rowLabel={({ document }) => `${document.number} · ${document.title}`}
        phone={(item) => ({
          first: (
            <>
              <strong>{item.document.number}</strong> <span>{item.document.title}</span> {menu(item)}
            </>
          ),
          second: (
            <>
              <span>{person(item.deleted_by)}</span> <When at={item.deleted_at} />
            </>
          ),
        })}
        empty={<EmptyState title={t('bin.empty')}>{t('bin.emptyText')}</EmptyState>}
      />
    </Page>
  )
}
