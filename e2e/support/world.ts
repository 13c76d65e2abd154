// A project with people and drawings in it, made through the API as the person signed in on a page.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { writeDrawing } from './pdf'
import { accept, newBrowser } from './people'
import type { Server } from './server'

export type Named = { id: string }
export type Created = { items: { id: string; number: string; revision: { id: string } }[] }

/** Asks the API as the person signed in on the page does. */
export async function call<Answer>(page: Page, method: string, path: string, body?: unknown): Promise<Answer> {
  return page.evaluate(
    async ([method, path, body]) => {
      const answer = await fetch(`/api/v1${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
      return (text ? JSON.parse(text) : undefined) as never
    },
    [method, path, body] as const,
  )
}

/** Sends a file as the person signed in on the page does; what comes back is the upload, not yet a document. */
export async function uploadFile(page: Page, project: string, name: string, bytes: Buffer): Promise<string> {
  const { id } = await page.evaluate(
    async ([path, bytes]) => {
      const body = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))
      const answer = await fetch(`/api/v1${path}`, { method: 'POST', body, headers: { 'Content-Type': 'application/octet-stream' } })
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
      return (await answer.json()) as Named
    },
    [`${project}/uploads?filename=${encodeURIComponent(name)}`, bytes.toString('base64')] as const,
  )
  return id
}

export async function upload(page: Page, project: string, folder: string, number: string, title: string): Promise<string> {
  const file = join(folder, `${number}.pdf`)
  await writeDrawing(file, number, title)
  return uploadFile(page, project, `${number}.pdf`, await readFile(file))
}

export type World = {
  /** Where the organisation is in the app, and in the API. */
  home: string
  org: string
  /** The same of the project. */
  inProject: string
  project: string
  documents: Created['items']
  companies: { inside: string; outside: string }
  /** The administrator, who is also the Document Controller. */
  ann: Page
  /** What any browser of this world called an error. */
  errors: string[]
  /** Somebody invited into the project by mail, signed in. */
  join: (email: string, name: string, role: string) => Promise<Page>
}

export const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** An organisation with a project and some drawings in it; its slug is its name in small letters. */
export async function makeWorld(browser: Browser, server: Server, name: string, numbers: string[], status = 'for_review'): Promise<World> {
  const slug = name.toLowerCase().replaceAll(' ', '-')
  const errors: string[] = []
  const { page: ann } = await newBrowser(browser, errors)
  await accept(ann, await server.createOrganisation(name, `ann@${slug}.example`), 'Ann Keel')
  const org = `/organisations/${slug}`
  const { items: [inside] } = await call<{ items: Named[] }>(ann, 'GET', `${org}/companies`)
  const outside = await call<Named>(ann, 'POST', `${org}/companies`, { name: 'Northgate Steel', designation: 'subcontractor', controlling: false })
  const { member_id: me } = await call<{ member_id: string }>(ann, 'GET', org)
  const { id } = await call<Named>(ann, 'POST', `${org}/projects`, { reference: 'QSB', name: 'Quay Street Bridge', first_controller: me })
  const project = `${org}/projects/${id}`
  const rows = []
  for (const number of numbers) {
    const upload_id = await upload(ann, project, server.folder, number, `Sheet ${number}`)
    rows.push({ upload_id, number, title: `Sheet ${number}`, revision: 'P01', document_type: 'DRG', discipline: 'ARC', status })
  }
  const { items: documents } = rows.length > 0 ? await call<Created>(ann, 'POST', `${project}/documents`, { rows }) : { items: [] }
  const home = `${server.url}/o/${slug}`
  return {
    home,
    org,
    inProject: `${home}/p/${id}`,
    project,
    documents,
    companies: { inside: inside?.id ?? '', outside: outside.id },
    ann,
    errors,
    async join(email, person, role) {
      const external = role === 'external'
      await call(ann, 'POST', `${org}/invitations`, {
        invitations: [{ email, name: person }],
        role: 'member',
        company_id: external ? outside.id : inside?.id,
        memberships: [{ project_id: id, role, ...(external ? { ends_on: inDays(20) } : {}) }],
      })
      const { page } = await newBrowser(browser, errors)
      await accept(page, await server.linkInMail(email, /#wli_/), person)
      return page
    },
  }
}

/** Shares a revision with a company through the API. */
export async function share(world: World, number: string, subject: { kind: string; id: string }, download = true) {
  const document = world.documents.find((one) => one.number === number)
  await call(world.ann, 'POST', `${world.project}/documents/${document?.id}/shares`, {
    subjects: [subject],
    revision_id: document?.revision.id,
    later: true,
    rights: { download },
    ends_on: inDays(20),
    reason: 'For the shop drawings',
  })
}
