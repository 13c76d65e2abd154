// The rows of the upload grid and what becomes of them. Pure; the sending is elsewhere.
import type { NewRow, RowVerdict, Upload } from '~/api/types'
import { guess } from '~/lib/filename'

export type RowValues = {
  number: string
  title: string
  revision: string
  revision_date: string
  status: string
  document_type: string
  discipline: string
  document_id: string
}

export type UploadRow = {
  key: string
  file: File
  state: 'waiting' | 'running' | 'done' | 'failed'
  sent: number
  perSecond: number
  upload?: Upload
  error?: string
  values: RowValues
  /** Fields a person has touched; a guess never overwrites them. */
  touched: Partial<Record<keyof RowValues, true>>
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

/** The server looks into the file and into the numbering scheme, so its guess is better than the name's. */
export function arrived(row: UploadRow, upload: Upload): UploadRow {
  const better: Partial<RowValues> = {}
  for (const field of ['number', 'title', 'revision'] as const) {
    const text = upload.guess?.[field]
    if (text && !row.touched[field]) better[field] = text
  }
  return { ...row, state: 'done', sent: row.file.size, upload, values: { ...row.values, ...better }, verdict: undefined }
}

export const touch = (row: UploadRow, field: keyof RowValues, value: string): UploadRow => ({
  ...row,
  values: { ...row.values, [field]: value },
  touched: { ...row.touched, [field]: true },
})

/** The same value for every row, as the bar above the grid gives it. */
export const touchAll = (rows: UploadRow[], field: keyof RowValues, value: string) =>
  rows.map((row) => touch(row, field, value))

const some = (text: string) => text.trim() || undefined

export function toNewRow({ values, upload }: UploadRow): NewRow {
  return {
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

/** What the server's verdict depends on; when this has not changed, it need not be asked again. */
export const signature = (rows: UploadRow[]) => JSON.stringify(rows.filter((row) => row.upload).map(toNewRow))

export function applyVerdicts(rows: UploadRow[], asked: readonly string[], verdicts: RowVerdict[]): UploadRow[] {
  const byKey = new Map(asked.map((key, index) => [key, verdicts[index]]))
  return rows.map((row) => {
    const verdict = byKey.get(row.key)
    return verdict ? { ...row, verdict } : row
  })
}

export const errorOf = (row: UploadRow, field: string) =>
  row.verdict?.errors.find((error) => error.field === field || error.field.endsWith(`.${field}`))?.detail

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
