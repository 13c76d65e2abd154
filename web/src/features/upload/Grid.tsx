// The metadata grid: one row per file, each field with its own error, filled for all at once where that helps.
import { useWords } from '~/lib/words'
import { ActionIcon, Button, Checkbox, Group, Popover, Select, Stack, Table, Text, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { memo, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentOptions, FormField } from '~/api/types'
import { FieldInput, isNeeded, pathOf } from '~/features/metadata'
import { Icon } from '~/ui'
import { columnsOf, errorOf, nearOf, otherErrors, type UploadRow } from './rows'
import classes from './upload.module.css'
import type { Uploads } from './use-uploads'

type Data = { value: string; label: string }[]

/** What every document and revision can say beside the fields of metadata, as texts. */
const SAID = ['change_description', 'description', 'tags', 'wbs', 'area', 'building', 'floor', 'asset_tag'] as const

const plain = (key: string, label: string, kind: FormField['kind'] = 'text'): FormField => ({
  key,
  label,
  kind,
  built_in: true,
  required: false,
  needed: false,
  free: true,
  parent: null,
  options: [],
})

const TEXTS = ['number', 'title', 'revision', 'status', 'revision_date'] as const

export function Grid({
  uploads,
  options,
  external,
}: {
  uploads: Uploads
  options: DocumentOptions | undefined
  external: boolean
}) {
  const { t } = useTranslation('upload')
  const words = useWords()
  const [asked, setAsked] = useState<ReadonlySet<string>>(new Set())
  const { statuses, fields } = useMemo(() => {
    const coded = options?.fields ?? []
    const said = SAID.filter((key) => !coded.some((field) => field.key === key)).map((key) => plain(key, t(`said.${key}`)))
    return {
      statuses: (options?.status ?? []).map((code) => ({ value: code, label: words('status', code) })),
      fields: [...coded, ...said],
    }
    // The words are those of one language.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [options])
  const columns = columnsOf(fields, asked, uploads.rows).map(({ key }) => key).join(' ')
  const shown = useMemo(() => fields.filter(({ key }) => columns.split(' ').includes(key)), [fields, columns])
  const page = usePage(uploads.rows)
  const hidden = fields.filter((field) => !shown.includes(field) || asked.has(field.key))
  return (
    <>
      <Group gap="xs" align="flex-end">
        {uploads.rows.length > 1 && (
          <>
            <Text size="sm" fw={600}>
              {t('common')}
            </Text>
            <Common field={plain('revision', t('columns.revision'))} onValue={(value) => uploads.acts.changeAll('revision', value)} />
            <Common field={plain('revision_date', t('columns.date'), 'date')} onValue={(value) => uploads.acts.changeAll('revision_date', value)} />
            {shown.map((field) => (
              <Common key={field.key} field={field} onValue={(value) => uploads.acts.changeAll(pathOf(field), value)} />
            ))}
            <Select
              size="xs"
              w={160}
              aria-label={`${t('common')}: ${t('columns.status')}`}
              placeholder={t('columns.status')}
              searchable
              data={statuses}
              value={null}
              onChange={(value) => {
                if (value) uploads.acts.changeAll('status', value)
              }}
            />
          </>
        )}
        {hidden.length > 0 && <MoreFields fields={hidden} asked={asked} onAsked={setAsked} />}
      </Group>
      <div className={classes['scroll']}>
        <Table className={classes['grid'] ?? ''} verticalSpacing={4} horizontalSpacing={4} style={{ minWidth: 760 + shown.length * 160 }}>
          <Table.Thead>
            <Table.Tr>
              {(['file', 'number', 'title', 'revision'] as const).map((key) => (
                <Table.Th key={key}>{t(`columns.${key}`)}</Table.Th>
              ))}
              {shown.map((field) => (
                <Table.Th key={field.key}>
                  {field.label}
                  {isNeeded(field) && (
                    <span className={classes['needed']} title={field.needed ? t('neededForNumber') : t('required')}>
                      *<span className="visually-hidden"> {field.needed ? t('neededForNumber') : t('required')}</span>
                    </span>
                  )}
                </Table.Th>
              ))}
              {(['status', 'date'] as const).map((key) => (
                <Table.Th key={key}>{t(`columns.${key}`)}</Table.Th>
              ))}
              <Table.Th>
                <span className="visually-hidden">{t('columns.remove')}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {page.rows.map((row) => (
              <Row
                key={row.key}
                row={row}
                acts={uploads.acts}
                fields={fields}
                shown={shown}
                statuses={statuses}
                external={external}
                next={options?.next_number ?? null}
                automatic={options?.automatic_numbers ?? false}
              />
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <Pages page={page} rows={uploads.rows} />
    </>
  )
}

/** So many rows are shown at a time: each is a form of its own. */
const SHOWN = 100

type Paged = { rows: UploadRow[]; count: number; at: number; pages: number; go: (page: number) => void; mending: boolean; mend: (on: boolean) => void }

/** The part of the rows that is shown. */
function usePage(all: UploadRow[]): Paged {
  const [wanted, go] = useState(1)
  // Those that were wrong when one asked for them; a row that is mended stays where it is.
  const [wrong, setWrong] = useState<ReadonlySet<string>>()
  const chosen = wrong ? all.filter((row) => wrong.has(row.key)) : all
  const pages = Math.max(1, Math.ceil(chosen.length / SHOWN))
  const at = Math.min(wanted, pages)
  const mend = (on: boolean) => {
    setWrong(on ? new Set(all.filter(isWrong).map(({ key }) => key)) : undefined)
    go(1)
  }
  return { rows: chosen.slice((at - 1) * SHOWN, at * SHOWN), count: chosen.length, at, pages, go, mending: wrong !== undefined, mend }
}

const isWrong = (row: UploadRow) => row.verdict !== undefined && !row.verdict.ok

function Pages({ page, rows }: { page: Paged; rows: UploadRow[] }) {
  const { t } = useTranslation('upload')
  if (rows.length <= SHOWN) return null
  return (
    <Group gap="md" role="group" aria-label={t('rows')}>
      {page.pages > 1 && (
        <Group gap="xs">
          <Button size="xs" variant="default" disabled={page.at === 1} onClick={() => page.go(page.at - 1)}>
            {t('rowsBefore')}
          </Button>
          <Button size="xs" variant="default" disabled={page.at === page.pages} onClick={() => page.go(page.at + 1)}>
            {t('rowsAfter')}
          </Button>
          <Text size="sm" c="dimmed">
            {t('rowsShown', { from: (page.at - 1) * SHOWN + 1, to: (page.at - 1) * SHOWN + page.rows.length, count: page.count })}
          </Text>
        </Group>
      )}
      <Checkbox
        size="xs"
        label={t('rowsToMend', { count: rows.filter(isWrong).length })}
        checked={page.mending}
        onChange={(event) => page.mend(event.currentTarget.checked)}
      />
    </Group>
  )
}

/** Sets a field in every row; what is typed counts once it is left. */
function Common({ field, onValue }: { field: FormField; onValue: (value: string) => void }) {
  const { t } = useTranslation('upload')
  const [text, setText] = useState('')
  const choosing = field.kind === 'toggle' || (field.kind === 'dropdown' && !field.free)
  return (
    <div
      className={classes['common']}
      onBlur={() => {
        if (!choosing && text) onValue(text)
      }}
    >
      <FieldInput
        small
        field={{ ...field, required: false, needed: false }}
        name={`${t('common')}: ${field.label}`}
        placeholder={field.label}
        value={text}
        onChange={(value) => {
          if (!choosing) setText(value)
          else if (value) onValue(value)
        }}
        error={undefined}
      />
    </div>
  )
}

function MoreFields({
  fields,
  asked,
  onAsked,
}: {
  fields: FormField[]
  asked: ReadonlySet<string>
  onAsked: (asked: ReadonlySet<string>) => void
}) {
  const { t } = useTranslation('upload')
  return (
    <Popover position="bottom-start" withinPortal trapFocus>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<Icon name="plus" size={14} />}>
          {t('moreFields')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs" role="group" aria-label={t('moreFields')}>
          {fields.map((field) => (
            <Checkbox
              key={field.key}
              label={field.label}
              checked={asked.has(field.key)}
              onChange={(event) => {
                const next = new Set(asked)
                if (event.currentTarget.checked) next.add(field.key)
                else next.delete(field.key)
                onAsked(next)
              }}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

/** Drawn anew only when it changes itself, however many others are on their way. */
const Row = memo(function Row({
  row,
  acts,
  fields,
  shown,
  statuses,
  external,
  next,
  automatic,
}: {
  row: UploadRow
  acts: Uploads['acts']
  fields: FormField[]
  shown: FormField[]
  statuses: Data
  external: boolean
  next: string | null
  automatic: boolean
}) {
  const { t } = useTranslation('upload')
  const name = row.file.name
  const text = (field: 'number' | 'title' | 'revision' | 'revision_date', extra: { type?: string; disabled?: boolean; placeholder?: string } = {}) => (
    <TextInput
      size="xs"
      aria-label={`${t(`columns.${field === 'revision_date' ? 'date' : field}`)}: ${name}`}
      value={row.values[field]}
      onChange={(event) => acts.change(row.key, field, event.currentTarget.value)}
      error={errorOf(row, field)}
      {...extra}
    />
  )
  const valueOf = (key: string | null) => {
    const field = fields.find((one) => one.key === key)
    return field ? (row.values[pathOf(field)] ?? '') : ''
  }
  const revising = row.values.document_id
  const match = external ? null : row.verdict?.match
  const look = external ? undefined : nearOf(row)
  const targets = new Map([
    ...(match ? [[match.document_id, match.number] as const] : []),
    ...(look?.near ?? []).map((one) => [one.document_id, one.number] as const),
  ])
  // A row that was made a revision can be made a document again, whatever its number looks like now.
  if (revising && !targets.has(revising)) targets.set(revising, '')
  const paths: string[] = [...TEXTS, ...shown.map(pathOf)]
  return (
    <Table.Tr>
      <Table.Td className={classes['file'] ?? ''}>
        <span className="clip" title={name} style={{ display: 'block' }}>
          {name}
        </span>
        {otherErrors(row, paths).map((error) => (
          <span key={error.code} className={classes['error']}>
            {error.detail}
          </span>
        ))}
        {row.verdict?.warnings.map(({ detail }) => (
          <span key={detail} className={classes['warning']}>
            {detail}
          </span>
        ))}
      </Table.Td>
      <Table.Td w={180}>
        {text('number', {
          disabled: revising !== '',
          placeholder: next ? t('next', { number: next }) : automatic ? t('automatic') : '',
        })}
        {look?.warning && <span className={classes['warning']}>{look.warning}</span>}
        {[...targets].map(([id, number]) => (
          <Button
            key={id}
            size="compact-xs"
            variant="default"
            mt={2}
            aria-pressed={revising === id}
            onClick={() => acts.change(row.key, 'document_id', revising === id ? '' : id)}
          >
            {revising === id ? t('asNew') : t('asRevision', { number })}
          </Button>
        ))}
      </Table.Td>
      <Table.Td miw={200}>{text('title')}</Table.Td>
      <Table.Td w={80}>{text('revision')}</Table.Td>
      {shown.map((field) => {
        const path = pathOf(field)
        return (
          <Table.Td key={path} w={160}>
            <FieldInput
              small
              field={field}
              name={`${field.label}: ${name}`}
              value={row.values[path] ?? ''}
              under={valueOf(field.parent)}
              onChange={(value) => acts.change(row.key, path, value)}
              error={errorOf(row, path)}
            />
          </Table.Td>
        )
      })}
      <Table.Td w={150}>
        <Select
          size="xs"
          aria-label={`${t('columns.status')}: ${name}`}
          searchable
          clearable
          data={statuses}
          value={row.values.status || null}
          onChange={(value) => acts.change(row.key, 'status', value ?? '')}
          error={errorOf(row, 'status')}
        />
      </Table.Td>
      <Table.Td w={140}>{text('revision_date', { type: 'date' })}</Table.Td>
      <Table.Td w={36}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={`${t('columns.remove')}: ${name}`}
          onClick={() => acts.remove(row.key)}
        >
          <Icon name="close" size={14} />
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  )
})
