// A client of tus that is not ours, in pieces cut at random, and what the server's memory does meanwhile.
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Page } from '@playwright/test'
import { Upload } from 'tus-js-client'

export const MIB = 1 << 20

/** Bytes that compress to nothing smaller, after the beginning of a zip archive; returns their SHA-256. */
export async function writeNoise(path: string, size: number): Promise<string> {
  const hash = createHash('sha256')
  const file = await open(path, 'w')
  const noise = randomBytes(MIB)
  for (let at = 0; at < size; at += MIB) {
    const block = Buffer.from(noise.subarray(0, Math.min(MIB, size - at)))
    block.writeUInt32LE(at === 0 ? 0x04034b50 : at / MIB, 0)
    hash.update(block)
    await file.write(block)
  }
  await file.close()
  return hash.digest('hex')
}

export type Told = { url: string; stood: number[]; seconds: number }

/**
 * Sends a file and breaks the connection at each of the offsets. Each time another client goes on from where the server
 * says that it stands, as another process would.
 */
export async function sendWithCuts(page: Page, server: string, project: string, path: string, cuts: number[]): Promise<Told> {
  const cookies = await page.context().cookies(server)
  const headers = { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '), origin: server }
  const endpoint = `${server}/api/v1${project}/uploads/resumable`
  const started = performance.now()
  const stood: number[] = []
  let url: string | null = null
  for (const cut of [...cuts, Infinity]) {
    url = await new Promise<string>((resolve, reject) => {
      const upload: Upload = new Upload(createReadStream(path), {
        endpoint,
        uploadUrl: url,
        headers,
        chunkSize: 256 * MIB,
        metadata: { filename: basename(path) },
        retryDelays: null,
        storeFingerprintForResuming: false,
        onProgress: (sent) => {
          if (sent >= cut) void upload.abort().then(() => resolve(upload.url ?? ''))
        },
        onError: reject,
        onSuccess: () => resolve(upload.url ?? ''),
      })
      upload.start()
    })
    stood.push(await standing(url, headers))
  }
  return { url: url ?? '', stood, seconds: (performance.now() - started) / 1000 }
}

/** Where an upload stands, once the server has noticed that its sender is gone. */
async function standing(url: string, headers: Record<string, string>): Promise<number> {
  for (;;) {
    const answer = await fetch(url, { method: 'HEAD', headers: { ...headers, 'Tus-Resumable': '1.0.0' } })
    if (answer.ok) return Number(answer.headers.get('upload-offset'))
    if (answer.status !== 423) throw new Error(`HEAD ${url}: ${answer.status}`)
  }
}

/** A line of the kernel's account of the server's memory, in MiB. */
export async function memory(pid: number, line: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`${line}:\\s+(\\d+)`).exec(status)?.[1]) / 1024
}

/** The peak begins anew: what earlier tests made the server hold is none of this one's. */
export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5')
}
