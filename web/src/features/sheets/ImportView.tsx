// One import: what was read, which rows are wrong and why, the files that belong to it, and the act itself.
import { Alert, Button, FileButton, Group, Progress, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { all, useListing } from '~/api/paging'
import { type At, projectQuery } from '~/api/queries/project'
import { registerKey } from '~/api/queries/register'
import {
  annotatedUrl,
  commitImport,
  dropImport,
  importQuery,
  importRowsKey,
  importsQuery,
  listImportRows,
  replaceWorkbook,
} from '~/api/queries/sheets'
import type { Import, ImportRow } from '~/api/types'
import { numberWidth } from '~/lib/columns'
import { type Column, DataTable, EmptyState, ErrorBox, Icon, Page, PageHeader, Split, StatusChip, toast, toastError, Toolbar, useConfirm } from '~/ui'
import { ImportFiles } from './ImportFiles'
import { type ImportSearch, State } from './ImportPage'
import { ImportRowPanel } from './ImportRowPanel'
import classes from './sheets.module.css'
import { actTone, readShown, remarkOf, shownOf } from './states'
import { useFiles } from './use-files'

type Props = { at: At; value: Import; search: ImportSearch; onSearch: (search: ImportSearch) => void }

export function ImportView({ at, value, search, onSearch }: Props) {
  const { t } = useTranslation('sheets')
  const client = useQueryClient()
  const [reading, setReading] = useState(false)
  const [error, setError] = useState<unknown>()
  const key = importQuery(at, value.id).queryKey
  const changed = (next: Import) => {
    client.setQueryData(key, next)
    void client.invalidateQueries({ queryKey: importsQuery(at).queryKey })
  }
  const files = useFiles(at, value.id, () => uploadsOf(at, value), changed)
  const going = value.state === 'waiting' || value.state === 'working'
  const open = value.state === 'checked' || value.state === 'failed'
  const show = readShown(search.show)
  const listing = useListing<ImportRow>({
    key: importRowsKey(at, value.id, show, value.version),
    load: listImportRows(at, value.id, show),
    enabled: !going,
  })

  useEffect(() => {
    if (value.state !== 'done') return
    void client.invalidateQueries({ queryKey: registerKey(at) })
    void client.invalidateQueries({ queryKey: projectQuery(at).queryKey, exact: true })
    // The import is done once.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [value.state])

  async function correct(file: File | null) {
    if (!file) return
    setReading(true)
    setError(undefined)
    try {
      changed(await replaceWorkbook(at, value.id, file))
      onSearch({ id: value.id })
    } catch (problem) {
      setError(problem)
    } finally {
      setReading(false)
    }
  }

  const chosen = listing.rows.find(({ row }) => String(row) === search.row)
  return (
    <Split panel={chosen && <ImportRowPanel at={at} row={chosen} onClose={() => onSearch({ ...search, row: undefined })} />}>
      <Page>
        <PageHeader
          crumbs={[{ label: t('import.title'), link: (label) => <Link to="/o/$org/p/$project/import" params={at}>{label}</Link> }]}
          title={value.filename}
          badges={<State value={value} />}
          actions={open && <Actions at={at} value={value} busy={reading || files.moving} onCorrect={correct} onChanged={changed} onGone={() => onSearch({})} onError={setError} />}
        />
        {reading && <Progress value={100} animated aria-label={t('import.reading', { name: value.filename })} />}
        {error !== undefined && <ErrorBox error={error} />}
        {value.failure && open && (
          <Alert color="red" variant="outline" icon={<Icon name="warning" />} role="alert" mx={16}>
            {value.failure}
          </Alert>
        )}
        {going && <Going value={value} />}
        {value.result && <Outcome at={at} result={value.result} />}
        {open && <Unread value={value} />}
        {open && <ImportFiles value={value} files={files} />}
        {!going && (
          <>
            <Toolbar>
              {shownOf(value.counts).map((one) => (
                <Button
                  key={one}
                  size="xs"
                  variant="default"
                  aria-pressed={show === one}
                  className={classes['show'] ?? ''}
                  onClick={() => onSearch({ ...search, show: one === 'all' ? undefined : one, row: undefined })}
                >
                  {t(`import.show.${one}`, { count: one === 'all' ? value.rows : value.counts[one] })}
                </Button>
              ))}
            </Toolbar>
            <Rows listing={listing} search={search} onSearch={onSearch} />
          </>
        )}
      </Page>
    </Split>
  )
}

/** The uploads that an import has: giving it more means naming these too. */
async function uploadsOf(at: At, { id, files }: Import): Promise<string[]> {
  if (files.given === 0) return []
  const rows = await all(listImportRows(at, id, 'all'))
  return [...rows.flatMap(({ file }) => (file ? [file.upload_id] : [])), ...files.unmatched.map(({ upload_id }) => upload_id)]
}

function Actions({
  at,
  value,
  busy,
  onCorrect,
  onChanged,
  onGone,
  onError,
}: {
  at: At
  value: Import
  busy: boolean
  onCorrect: (file: File | null) => Promise<void>
  onChanged: (next: Import) => void
  onGone: () => void
  onError: (error: unknown) => void
}) {
  const { t } = useTranslation('sheets')
  const client = useQueryClient()
  const confirm = useConfirm()
  const { counts } = value
  const count = counts.new + counts.revision + counts.change

  async function discard() {
    const done = await confirm({
      title: t('import.discardTitle', { name: value.filename }),
      text: t('import.discardText'),
      action: t('import.discard'),
      danger: true,
      run: () => dropImport(at, value.id),
    })
    if (!done) return
    void client.invalidateQueries({ queryKey: importsQuery(at).queryKey })
    toast(t('import.discarded'))
    onGone()
  }

  async function commit() {
    onError(undefined)
    await confirm({
      title: t('import.commitTitle', { count }),
      text: [
        counts.new > 0 && t('import.will.new', { count: counts.new }),
        counts.revision > 0 && t('import.will.revision', { count: counts.revision }),
        counts.change > 0 && t('import.will.change', { count: counts.change }),
        t('import.will.all'),
      ]
        .filter(Boolean)
        .join(' '),
      action: t('import.commit', { count }),
      run: async () => {
        try {
          onChanged(await commitImport(at, value.id, value.version))
        } catch (problem) {
          toastError(problem)
          await client.invalidateQueries({ queryKey: importQuery(at, value.id).queryKey })
        }
      },
    })
  }

  return (
    <>
      <Button variant="subtle" color="gray" onClick={() => void discard()} disabled={busy}>
        {t('import.discard')}
      </Button>
      <Button variant="default" component="a" href={annotatedUrl(at, value.id)} download>
        {t('import.annotated')}
      </Button>
      <FileButton accept=".xlsx,.csv" onChange={(file) => void onCorrect(file)} inputProps={{ 'aria-label': t('import.corrected') }}>
        {(props) => (
          <Button {...props} variant="default" disabled={busy}>
            {t('import.corrected')}
          </Button>
        )}
      </FileButton>
      <Button onClick={() => void commit()} disabled={!value.ok || busy || count === 0}>
        {t('import.commit', { count })}
      </Button>
    </>
  )
}

function Going({ value }: { value: Import }) {
  const { t } = useTranslation('sheets')
  const { done, total } = value.progress ?? { done: 0, total: value.rows }
  return (
    <Group px={16} py="sm" gap="xs" grow preventGrowOverflow={false} style={{ flexDirection: 'column', alignItems: 'stretch' }}>
      <Text role="status">{value.state === 'waiting' ? t('import.waiting') : t('import.progress', { done, total })}</Text>
      <Progress value={total > 0 ? Math.round((done / total) * 100) : 0} aria-label={t('import.title')} />
      <Text size="sm" c="dimmed">
        {t('import.leave')}
      </Text>
    </Group>
  )
}

function Outcome({ at, result }: { at: At; result: NonNullable<Import['result']> }) {
  const { t } = useTranslation('sheets')
  return (
    <Alert color="gray" mx={16} icon={<Icon name="check" />} role="status">
      <Text>
        {[
          t('import.did.created', { count: result.created }),
          result.revised > 0 && t('import.did.revised', { count: result.revised }),
          result.changed > 0 && t('import.did.changed', { count: result.changed }),
          result.unchanged > 0 && t('import.did.unchanged', { count: result.unchanged }),
        ]
          .filter(Boolean)
          .join(' ')}
      </Text>
      <Link to="/o/$org/p/$project/register" params={at}>
        {t('import.toRegister')}
      </Link>
    </Alert>
  )
}

/** Columns of the workbook that nothing reads. */
function Unread({ value }: { value: Import }) {
  const { t } = useTranslation('sheets')
  const unread = value.columns.filter(({ field }) => !field)
  if (unread.length === 0) return null
  return (
    <Text size="sm" c="dimmed" px={16}>
      {t('import.unread', { count: unread.length, columns: unread.map(({ letter, title }) => `${letter} “${title}”`).join(', ') })}
    </Text>
  )
}

function Rows({
  listing,
  search,
  onSearch,
}: {
  listing: ReturnType<typeof useListing<ImportRow>>
  search: ImportSearch
  onSearch: (search: ImportSearch) => void
}) {
  const { t } = useTranslation('sheets')
  const act = ({ act: one }: ImportRow) => <StatusChip tone={actTone(one)}>{t(`import.acts.${one}`)}</StatusChip>
  const remark = (row: ImportRow) => {
    const said = remarkOf(row)
    if (!said) return row.changes.length > 0 ? t('import.changes', { count: row.changes.length }) : ''
    const more = row.errors.length + row.warnings.length - 1
    return (
      <span title={said} {...(row.errors.length > 0 ? { style: { color: 'var(--wl-danger)' } } : {})}>
        {more > 0 ? t('import.remarkAndMore', { said, count: more }) : said}
      </span>
    )
  }
  const columns: Column<ImportRow>[] = [
    { key: 'row', header: t('import.row.row'), width: '70px', align: 'end', cell: ({ row }) => <span className="numeric">{row}</span> },
    { key: 'act', header: t('import.row.act'), width: '130px', cell: act },
    { key: 'number', header: t('import.row.number'), width: numberWidth(listing.rows.map(({ number }) => number)), cell: ({ number }) => <span className="numeric">{number}</span> },
    { key: 'title', header: t('import.row.title'), width: 'minmax(140px, 1fr)', wish: 200, cell: ({ title }) => <span title={title}>{title}</span> },
    { key: 'rev', header: t('import.row.rev'), width: '80px', drop: 2, cell: ({ revision }) => revision },
    { key: 'file', header: t('import.row.file'), width: 'minmax(120px, 1fr)', drop: 3, cell: ({ file }) => <span title={file?.filename}>{file?.filename}</span> },
    { key: 'remark', header: t('import.row.remark'), width: 'minmax(180px, 2fr)', cell: remark },
  ]
  return (
    <DataTable
      label={t('import.rowsLabel')}
      columns={columns}
      {...listing}
      getId={({ row }) => String(row)}
      rowLabel={({ row, number, title }) => `${row}: ${number} · ${title}`}
      openId={search.row}
      onOpen={({ row }) => onSearch({ ...search, row: String(row) })}
      phone={(row) => ({
        first: (
          <>
            <strong>{row.number || row.row}</strong> <span>{row.title}</span>
          </>
        ),
        second: (
          <>
            {act(row)} {remark(row)}
          </>
        ),
      })}
      empty={<EmptyState title={t('import.noRows')} />}
    />
  )
}
