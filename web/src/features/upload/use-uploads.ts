// Sends the files, a few at a time, and keeps the rows and their verdicts in step with the server.
import { useEffect, useMemo, useRef, useState } from 'react'
import type { At } from '~/api/queries/project'
import { dropUpload, guessNames, validateRows } from '~/api/queries/register'
import { type Sending, upload } from '~/api/upload'
import { isProblem } from '~/lib/problem'
import type { FormField, RowVerdict } from '~/api/types'
import { applyVerdicts, arrived, byPath, newRow, portions, read, signature, toNewRow, touch, touchAll, type UploadRow } from './rows'

const AT_ONCE = 3
const PAUSE = 400
/** Progress is shown so often, in milliseconds; each time all rows are looked through. */
const EVERY = 200
const NAMES_AT_ONCE = 200

export function useUploads(at: At, first: File[], fields: FormField[] | undefined) {
  const counter = useRef(0)
  const make = (files: File[]) => files.map((file) => newRow(`file-${counter.current++}`, file))
  const [rows, setRows] = useState<UploadRow[]>(() => make(first))
  const [checking, setChecking] = useState(false)
  const [error, setError] = useState<unknown>()
  const sending = useRef(new Map<string, Sending>())

  const patch = (key: string, change: (row: UploadRow) => UploadRow) =>
    setRows((old) => old.map((row) => (row.key === key ? change(row) : row)))

  useEffect(() => {
    const running = rows.filter((row) => row.state === 'running').length
    const next = rows.filter((row) => row.state === 'waiting').slice(0, Math.max(0, AT_ONCE - running))
    for (const row of next) {
      if (sending.current.has(row.key)) continue
      const rate = pace()
      let shown = 0
      const transfer = upload(at.org, at.project, row.file, {
        onProgress: (sent) => {
          const perSecond = rate(sent)
          if (performance.now() - shown < EVERY && sent < row.file.size) return
          shown = performance.now()
          patch(row.key, (old) => ({ ...old, sent, perSecond, lost: false }))
        },
        onLost: () => patch(row.key, (old) => ({ ...old, lost: true })),
      })
      sending.current.set(row.key, transfer)
      patch(row.key, (old) => ({ ...old, state: 'running', pausable: Boolean(transfer.pause) }))
      transfer.promise.then(
        (stored) => {
          sending.current.delete(row.key)
          patch(row.key, (old) => arrived(old, stored))
        },
        (problem: unknown) => {
          sending.current.delete(row.key)
          if (isProblem(problem) && problem.code === 'cancelled') return
          const message = problem instanceof Error ? problem.message : String(problem)
          patch(row.key, (old) => ({ ...old, state: 'failed', lost: false, error: message }))
        },
      )
    }
  }, [rows, at.org, at.project])

  // Names are read once the fields are known, each name once.
  const asked = useRef(new Set<string>())
  useEffect(() => {
    if (!fields) return
    const unread = rows.filter((row) => !asked.current.has(row.key)).slice(0, NAMES_AT_ONCE)
    if (unread.length === 0) return
    for (const row of unread) asked.current.add(row.key)
    guessNames(at, unread.map((row) => row.file.name)).then(
      ({ items }) => unread.forEach((row, index) => {
        const reading = items[index]
        if (reading) patch(row.key, (old) => read(old, byPath(reading, fields)))
      }),
      // A reading is a help; without it people type.
      () => undefined,
    )
  }, [rows, fields, at])

  // The server judges the rows, a moment after the last change.
  const content = signature(rows)
  const current = useRef(rows)
  const known = useRef(new Map<string, RowVerdict[]>())
  useEffect(() => {
    current.current = rows
  })
  useEffect(() => {
    const ready = current.current.filter((row) => row.upload)
    if (ready.length === 0) return
    const stop = new AbortController()
    setChecking(true)
    const timer = setTimeout(() => {
      judged(at, ready, known.current, stop.signal).then(
        (verdicts) => {
          setError(undefined)
          setChecking(false)
          setRows((old) => applyVerdicts(old, ready.map((row) => row.key), verdicts))
        },
        (problem: unknown) => {
          if (stop.signal.aborted) return
          setChecking(false)
          setError(problem)
        },
      )
    }, PAUSE)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
    // The signature says all that matters about the rows.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [content, at.org, at.project])

  // Acts that stay the same, so that a row is drawn anew only when it changes itself.
  const acts = useMemo(() => {
    const one = (key: string, change: (row: UploadRow) => UploadRow) =>
      setRows((old) => old.map((row) => (row.key === key ? change(row) : row)))
    const remove = (key: string) => {
      sending.current.get(key)?.abort()
      sending.current.delete(key)
      const row = current.current.find((row) => row.key === key)
      // What was uploaded and is not wanted expires by itself; deleting it now is a courtesy.
      if (row?.upload) dropUpload({ org: at.org, project: at.project }, row.upload.id).catch(() => undefined)
      setRows((old) => old.filter((row) => row.key !== key))
    }
    return {
      remove,
      change: (key: string, field: string, value: string) => one(key, (row) => touch(row, field, value)),
      changeAll: (field: string, value: string) => setRows((old) => touchAll(old, field, value)),
      pause: (key: string) => {
        sending.current.get(key)?.pause?.()
        one(key, (row) => (row.state === 'running' && row.pausable ? { ...row, state: 'paused', lost: false } : row))
      },
      resume: (key: string) => {
        sending.current.get(key)?.resume?.()
        one(key, (row) => (row.state === 'paused' ? { ...row, state: 'running' } : row))
      },
      retry: (key: string) => one(key, (row) => ({ ...row, state: 'waiting', sent: 0, lost: false, error: undefined })),
      /** Takes rows off that are in the register now. */
      stored: (keys: readonly string[]) => setRows((old) => old.filter((row) => !keys.includes(row.key))),
      discard: () => current.current.forEach((row) => remove(row.key)),
    }
  }, [at.org, at.project])

  return { rows, checking, error, add: (files: File[]) => setRows((old) => [...old, ...make(files)]), acts }
}

/** What the server says of the rows, portion by portion; what it said of a portion that has not changed stands. */
async function judged(at: At, rows: UploadRow[], known: Map<string, RowVerdict[]>, signal: AbortSignal): Promise<RowVerdict[]> {
  const all: RowVerdict[] = []
  for (const portion of portions(rows)) {
    const asked = signature(portion)
    const answer = known.get(asked) ?? (await validateRows(at, portion.map(toNewRow), signal)).rows
    // A short list is asked anew each time, for the register may have changed meanwhile.
    if (rows.length > portion.length) known.set(asked, answer)
    all.push(...answer)
  }
  return all
}

/** The speed since the sending began or went on; what an earlier page had sent is no speed of this one. */
export function pace(now: () => number = () => performance.now()) {
  let first: { at: number; sent: number } | undefined
  let last = 0
  return (sent: number) => {
    // A pause or a lost connection is no slowness: after it the count begins anew.
    if (!first || now() - last > 3000) first = { at: now(), sent }
    last = now()
    const seconds = (last - first.at) / 1000
    return seconds > 1 ? (sent - first.sent) / seconds : 0
  }
}

export type Uploads = ReturnType<typeof useUploads>
