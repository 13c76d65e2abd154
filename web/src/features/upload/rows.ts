// The rows of the upload grid and what becomes of them. Pure; the sending is elsewhere.
import type { FormField, NameGuess, NewRow, RowVerdict, Upload } from '~/api/types'
import { isNeeded, pathOf, toRequest } from '~/features/metadata'
import { guess } from '~/lib/filename'

/** What every row has, and any other field of documents by the path that the server names in its errors. */
export type RowValues = {
  number: string
  title: string
  revision: string
  revision_date: string
  status: string
  document_type: string
  discipline: string
  document_id: string
} & { [path: string]: string }

export type UploadRow = {
  key: string
  file: File
  state: 'waiting' | 'running' | 'paused' | 'done' | 'failed'
  /** The connection is lost and tried again. */
  lost?: boolean
  /** Can it be paused? */
  pausable?: boolean
  sent: number
  perSecond: number
  upload?: Upload
  error?: string
  values: RowValues
  /** Fields a person has touched; a guess never overwrites them. */
  touched: { [path: string]: true }
  /** What the server reads out of the file's name. */
  reading?: NameGuess
  verdict?: RowVerdict
}

export function newRow(key: string, file: File): UploadRow {
  const guessed = guess(file.name)
  return {
    key,
    file,
    state: 'waiting',
    sent: 0,
    perSecond: 0,
    touched: {},
    values: {
      number: guessed.number,
      title: guessed.title,
      revision: guessed.revision,
      revision_date: '',
      status: '',
      document_type: '',
      discipline: '',
      document_id: '',
    },
  }
}

const GUESSED = ['number', 'title', 'revision'] as const

/** The name read by the project's scheme: better than the browser's reading of it, worse than what a person typed. */
export function read(row: UploadRow, reading: NameGuess): UploadRow {
  const better: Record<string, string> = {}
  const put = (path: string, text: string) => {
    if (text && !row.touched[path]) better[path] = text
  }
  // Without a scheme the file itself, once it has arrived, tells more than its name.
  if (!row.upload || reading.by_scheme) for (const field of GUESSED) put(field, reading[field])
  for (const [path, code] of Object.entries(reading.codes)) put(path, code)
  return { ...row, reading, values: { ...row.values, ...better } }
}

/** Codes come by their keys; own fields have another path than built-in ones. */
export const byPath = (reading: NameGuess, fields: FormField[]): NameGuess => ({
  ...reading,
  codes: Object.fromEntries(
    Object.entries(reading.codes).flatMap(([key, code]) => {
      const field = fields.find((one) => one.key === key)
      return field ? [[pathOf(field), code]] : []
    }),
  ),
})

/** What looks like the number read, while that number still stands. */
export function nearOf(row: UploadRow): { warning: string; near: NameGuess['near'] } | undefined {
  const { reading, values } = row
  if (!reading?.warning || values.document_id || values.number.trim() !== reading.number) return undefined
  // The verdict may say the same in its own words; one of them is enough.
  const said = row.verdict?.warnings.some(({ detail }) => detail === reading.warning)
  return { warning: said ? '' : reading.warning, near: reading.near }
}

/** The server looks into the file and into the numbering scheme, so its guess is better than the name's. */
export function arrived(row: UploadRow, upload: Upload): UploadRow {
  const better: Record<string, string> = {}
  for (const field of GUESSED) {
    const text = upload.guess?.[field]
    const known = row.reading?.by_scheme && row.reading[field]
    if (text && !known && !row.touched[field]) better[field] = text
  }
  return { ...row, state: 'done', sent: row.file.size, upload, values: { ...row.values, ...better }, verdict: undefined }
}

export function touch(row: UploadRow, field: string, value: string): UploadRow {
  const values: RowValues = { ...row.values, [field]: value }
  return { ...row, values, touched: { ...row.touched, [field]: true } }
}

/** The same value for every row, as the bar above the grid gives it. */
export const touchAll = (rows: UploadRow[], field: string, value: string) =>
  rows.map((row) => touch(row, field, value))

const some = (text: string) => text.trim() || undefined

const FIXED = ['number', 'title', 'revision', 'revision_date', 'status', 'document_type', 'discipline', 'document_id', 'tags']

export function toNewRow({ values, upload }: UploadRow): NewRow {
  const others = Object.entries(values).filter(([path, value]) => !FIXED.includes(path) && some(value))
  const tags = (values['tags'] ?? '').split(/[,;]/).flatMap((tag) => some(tag) ?? [])
  return {
    ...toRequest(Object.fromEntries(others)),
    ...(tags.length > 0 ? { tags } : {}),
    upload_id: upload?.id ?? '',
    document_id: some(values.document_id),
    // A revision bears its document's number.
    number: values.document_id ? undefined : some(values.number),
    title: values.title.trim(),
    revision: values.revision.trim(),
    revision_date: some(values.revision_date),
    status: some(values.status),
    document_type: values.document_type,
    discipline: some(values.discipline),
  }
}

/** So many rows the server takes at a time. */
const PORTION = 200

/** All of them, in portions that the server takes. */
export const portions = <T>(all: readonly T[], most = PORTION): T[][] =>
  Array.from({ length: Math.ceil(all.length / most) }, (_, at) => all.slice(at * most, (at + 1) * most))

/** What the server's verdict depends on; when this has not changed, it need not be asked again. */
export const signature = (rows: UploadRow[]) => JSON.stringify(rows.filter((row) => row.upload).map(toNewRow))

export function applyVerdicts(rows: UploadRow[], asked: readonly string[], verdicts: RowVerdict[]): UploadRow[] {
  const byKey = new Map(asked.map((key, index) => [key, verdicts[index]]))
  return rows.map((row) => {
    const verdict = byKey.get(row.key)
    return verdict ? { ...row, verdict } : row
  })
}

/** `rows[3].fields.zone` and `fields.zone` speak of `fields.zone`; `rows[3].fields.zone` does not speak of `zone`. */
const speaksOf = (error: { field: string }, path: string) => error.field.replace(/^rows\[\d+\]\./, '') === path

export const errorOf = (row: UploadRow, path: string) => row.verdict?.errors.find((error) => speaksOf(error, path))?.detail

/** Errors that have no cell of their own. */
export const otherErrors = (row: UploadRow, paths: string[]) =>
  (row.verdict?.errors ?? []).filter((error) => !paths.some((path) => speaksOf(error, path)))

/**
 * The fields that have a column: type and discipline always, what is needed, what somebody asked for, and where the
 * server found something wrong.
 */
export function columnsOf(fields: FormField[], asked: ReadonlySet<string>, rows: UploadRow[]): FormField[] {
  const wrong = (path: string) => rows.some((row) => errorOf(row, path) !== undefined || row.reading?.codes[path])
  return fields.filter(
    (field) =>
      ['document_type', 'discipline'].includes(field.key) || isNeeded(field) || asked.has(field.key) || wrong(pathOf(field)),
  )
}

/** What of the work is shown: what moves or needs somebody, and the next few; thousands of others wait unseen. */
export function shown(rows: UploadRow[], next = 5): { rows: UploadRow[]; more: number } {
  const active = rows.filter((row) => row.state !== 'done' && row.state !== 'waiting')
  const waiting = rows.filter((row) => row.state === 'waiting')
  return { rows: [...active, ...waiting.slice(0, next)], more: Math.max(0, waiting.length - next) }
}

export type Summary = { uploading: number; failed: number; wrong: number; ready: number }

export function summary(rows: UploadRow[]): Summary {
  const result = { uploading: 0, failed: 0, wrong: 0, ready: 0 }
  for (const row of rows) {
    if (row.state === 'failed') result.failed += 1
    else if (row.state !== 'done') result.uploading += 1
    else if (row.verdict?.ok) result.ready += 1
    else if (row.verdict) result.wrong += 1
  }
  return result
}
