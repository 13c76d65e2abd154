// Files on their way to an answer or a comment: each is sent as soon as it is chosen, is its sender's alone until the answer
// names it, and is remembered for as long as the tab is there.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BASE, newKey, send } from '~/api/client'
import { loose } from '~/api/loose'
import type { Attachment } from '~/api/types'
import { type Transfer, sendFile } from '~/api/upload'
import { isProblem } from '~/lib/problem'

export const LIMIT = 25 << 20
export const MOST = 20

export type Item = { key: string; name: string; size: number; sent: number; file?: Attachment; error?: string }

export type Attaching = {
  items: Item[]
  /** Those that have arrived, as the answer names them. */
  ids: string[]
  /** Is one on its way? */
  busy: boolean
  add: (files: File[]) => void
  remove: (key: string) => void
  clear: () => void
}

/** What was sent before, from the tab's memory. */
function kept(name: string): Item[] {
  try {
    const files = JSON.parse(sessionStorage.getItem(name) ?? '[]') as Attachment[]
    return files.map((file) => ({ key: file.id, name: file.filename, size: file.size, sent: file.size, file }))
  } catch {
    return []
  }
}

/** `place` takes the files; `name` is what they are remembered under. */
export function useAttachments(place: string, name: string): Attaching {
  const { t } = useTranslation('attachments')
  const [items, setItems] = useState(() => kept(name))
  const running = useRef(new Map<string, Transfer<Attachment>>())
  useEffect(() => {
    const transfers = running.current
    return () => transfers.forEach((one) => one.abort())
  }, [])
  const files = items.flatMap(({ file }) => (file ? [file] : []))
  const text = JSON.stringify(files)
  useEffect(() => {
    if (text === '[]') sessionStorage.removeItem(name)
    else sessionStorage.setItem(name, text)
  }, [name, text])
  const patch = (key: string, change: Partial<Item>) => setItems((old) => old.map((one) => (one.key === key ? { ...one, ...change } : one)))
  const start = (key: string, file: File) => {
    const transfer = sendFile<Attachment>(`${place}?filename=${encodeURIComponent(file.name)}`, file, (sent) => patch(key, { sent }))
    running.current.set(key, transfer)
    transfer.promise
      .then((arrived) => patch(key, { file: arrived, name: arrived.filename, sent: file.size }))
      .catch((problem: unknown) => patch(key, { error: isProblem(problem) ? (problem.fields['file'] ?? problem.message) : String(problem) }))
      .finally(() => running.current.delete(key))
  }
  return {
    items,
    ids: files.map(({ id }) => id),
    busy: items.some(({ file, error }) => !file && !error),
    add: (chosen) => {
      let room = MOST - items.filter(({ error }) => !error).length
      for (const file of chosen) {
        const item: Item = { key: newKey(), name: file.name, size: file.size, sent: 0 }
        const error = file.size > LIMIT ? t('tooLarge') : room <= 0 ? t('tooMany') : undefined
        setItems((old) => [...old, error ? { ...item, error } : item])
        if (error) continue
        room -= 1
        start(item.key, file)
      }
    },
    remove: (key) => {
      running.current.get(key)?.abort()
      const file = items.find((one) => one.key === key)?.file
      // What stays behind by a broken connection is swept within a day.
      if (file) void send(loose.DELETE(`${BASE}${place}/${file.id}`, {})).catch(() => undefined)
      setItems((old) => old.filter((one) => one.key !== key))
    },
    clear: () => setItems([]),
  }
}

/** What is wrong with the files that an answer or a comment named. */
export const attachmentFault = (fields: Record<string, string>) => Object.entries(fields).find(([field]) => field.startsWith('attachments'))?.[1]
