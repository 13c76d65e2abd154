// Reports: the questions that are kept, the answer to one, and its file.
import { queryOptions } from '@tanstack/react-query'
import { send } from '../client'
import { loose } from '../loose'
import type { Report, ReportFormat, ReportQuestion, Reports, SavedReport } from '../types'
import { type At, place } from './project'

const R = '/api/v1/organisations/{organisation}/projects/{project}/reports'
const key = (at: At) => ['project', at.org, at.project, 'reports']
const one = (at: At, report: string) => ({ path: { ...place(at), report } })

export const reportsQuery = (at: At) =>
  queryOptions({
    queryKey: [...key(at), 'kept'],
    queryFn: ({ signal }): Promise<Reports> => send(loose.GET(R, { params: { path: place(at) }, signal })),
    staleTime: 60_000,
  })

/** Asks a question. It changes nothing; it is sent as a body since it is long. */
export const reportQuery = (at: At, question: ReportQuestion) =>
  queryOptions({
    queryKey: [...key(at), 'answer', question],
    queryFn: ({ signal }): Promise<Report> => send(loose.POST(`${R}/run`, { params: { path: place(at) }, body: question, signal })),
  })

export const keepReport = (at: At, body: { name: string; shared: boolean; question: ReportQuestion }): Promise<SavedReport> =>
  send(loose.POST(R, { params: { path: place(at) }, body }))
export const changeReport = (
  at: At,
  report: string,
  body: { version: number; name?: string; shared?: boolean; question?: ReportQuestion },
): Promise<SavedReport> => send(loose.PATCH(`${R}/{report}`, { params: one(at, report), body }))
export const deleteReport = (at: At, report: string): Promise<void> => send(loose.DELETE(`${R}/{report}`, { params: one(at, report) }))

/** The file of a report, and the name that the server gives it. */
export async function reportFile(at: At, body: { format: ReportFormat; name?: string; question: ReportQuestion }): Promise<{ name: string; bytes: Blob }> {
  let said = ''
  const call = loose.POST(`${R}/file`, { params: { path: place(at) }, body, parseAs: 'blob' }).then((answer) => {
    said = answer.response.headers.get('content-disposition') ?? ''
    return answer
  })
  const bytes = await send<Blob>(call)
  return { name: nameIn(said) ?? `report.${body.format}`, bytes }
}

/** The exact name in a Content-Disposition. */
export function nameIn(disposition: string): string | undefined {
  const found = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1]
  try {
    return found === undefined ? undefined : decodeURIComponent(found)
  } catch {
    return undefined
  }
}
