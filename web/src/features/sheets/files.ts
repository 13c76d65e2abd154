// The files of an import on their way, as numbers: thousands of them are not a list to look at.

export type Item = {
  file: File
  state: 'waiting' | 'running' | 'done' | 'failed'
  sent: number
  upload?: string
  error?: string
}

export type Sum = {
  count: number
  done: number
  bytes: number
  sent: number
  failed: { name: string; error: string }[]
}

export const NOTHING: Sum = { count: 0, done: 0, bytes: 0, sent: 0, failed: [] }

export function sumOf(items: readonly Item[]): Sum {
  const sum: Sum = { count: items.length, done: 0, bytes: 0, sent: 0, failed: [] }
  for (const { file, state, sent, error } of items) {
    sum.bytes += file.size
    sum.sent += state === 'done' ? file.size : sent
    if (state === 'done') sum.done += 1
    if (state === 'failed') sum.failed.push({ name: file.name, error: error ?? '' })
  }
  return sum
}

export const isMoving = (items: readonly Item[]) => items.some(({ state }) => state === 'waiting' || state === 'running')
