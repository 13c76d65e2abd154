// Starts the real server on a free port with an empty data folder, and reads the mails it writes there.
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const binary = process.env['WAYLEAVE_BIN'] ?? resolve(import.meta.dirname, '../../target/debug/wayleave')

export type Server = {
  url: string
  folder: string
  /** The number of its process. */
  pid: number
  /** Creates an organisation and returns the set-up link of its first administrator. */
  createOrganisation(name: string, admin: string): Promise<string>
  /** The decoded text of every mail to an address, oldest first. */
  mails(to: string): Promise<string[]>
  /** The decoded texts of all mails, with their headers. */
  mailbox(): Promise<string[]>
  /** Waits until a mail to an address matches, and returns its text. */
  mail(to: string, matching: RegExp): Promise<string>
  /** Waits until a mail to an address matches, and returns the first link in it. */
  linkInMail(to: string, matching: RegExp): Promise<string>
  /** Tells of every transmittal that was issued as if the ten minutes in which that can be undone had passed. */
  tellNow(): Promise<void>
  stop(): Promise<void>
}

export async function startServer(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'wayleave-e2e-'))
  const port = await freePort()
  const url = `http://localhost:${port}`
  const environment = {
    // Options of whoever runs the tests must not reach the server, which refuses those it does not know.
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('WAYLEAVE_'))),
    WAYLEAVE_LISTEN: `127.0.0.1:${port}`,
    WAYLEAVE_PUBLIC_URL: url,
    WAYLEAVE_DATA_DIR: join(folder, 'data'),
    WAYLEAVE_LOG: 'warn',
  }
  const child = spawn(binary, ['serve'], { env: environment, stdio: ['ignore', 'ignore', 'inherit'] })
  await ready(url, child)
  const mails = (to: string) => readMails(join(folder, 'data', 'mail'), to)
  const mail = async (to: string, matching: RegExp) => {
    const end = Date.now() + 20_000
    while (Date.now() < end) {
      const found = (await mails(to)).reverse().find((one) => matching.test(one))
      if (found) return found
      await new Promise((done) => setTimeout(done, 100))
    }
    throw new Error(`no mail to ${to} matches ${String(matching)}`)
  }
  return {
    url,
    folder,
    pid: child.pid ?? 0,
    mails,
    async createOrganisation(name, admin) {
      const { stdout } = await run(binary, ['organisation', 'create', name, '--admin', admin], { env: environment })
      const link = /https?:\/\/\S+/.exec(stdout)?.[0]
      if (!link) throw new Error(`no link in: ${stdout}`)
      return link
    },
    mail,
    mailbox: () => mails(''),
    async linkInMail(to, matching) {
      const found = await mail(to, matching)
      const link = /https?:\/\/[^\s>]+#\S+|https?:\/\/\S+\/(?:g|n\/stop)\/[^\s>]+/.exec(found)?.[0]
      if (!link) throw new Error(`no link in the mail to ${to} that matches ${String(matching)}`)
      return link
    },
    async tellNow() {
      const statements = 'update transmittal set told_at = issued_at where told_at is not null; update job set run_at = 0 where name = \'tell_transmittal\';'
      const script = 'import sqlite3, sys; one = sqlite3.connect(sys.argv[1], timeout=20); one.executescript(sys.argv[2]); one.commit()'
      await run('python3', ['-c', script, join(folder, 'data', 'wayleave.db'), statements])
    },
    async stop() {
      const ended = new Promise((done) => child.once('exit', done))
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function ready(url: string, child: ChildProcess) {
  const end = Date.now() + 60_000
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error('the server did not become ready')
}

async function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer()
    probe.once('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => done(port))
    })
  })
}

async function readMails(folder: string, to: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml'))
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  return texts
    .filter((text) => new RegExp(`^To:.*${escape(to)}`, 'im').test(text))
    .sort((one, other) => date(one) - date(other))
    .map(decode)
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const date = (mail: string) => Date.parse(/^Date: (.*)$/im.exec(mail)?.[1] ?? '') || 0

/** The text of a mail with quoted-printable and base64 parts made readable. */
function decode(mail: string): string {
  const parts = mail.split(/\r?\n--[^\r\n]+\r?\n/)
  return parts
    .map((part) => {
      const [head = '', ...rest] = part.split(/\r?\n\r?\n/)
      const body = rest.join('\n\n')
      if (/content-transfer-encoding: base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8')
      if (/content-transfer-encoding: quoted-printable/i.test(head)) {
        const joined = body.replace(/=\r?\n/g, '')
        return Buffer.from(
          joined.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
          'latin1',
        ).toString('utf8')
      }
      return part
    })
    .join('\n')
}
