// What mails say in the words of an organisation, or of one of its projects.
import { queryOptions } from '@tanstack/react-query'
import { send } from '../client'
import { loose } from '../loose'
import type { MailText, MailTextEdit, MailTextLine, MailTextPreview, MailWords } from '../types'
import type { Level } from './fields'

const O = '/api/v1/organisations/{organisation}'
const base = (at: Level) => `${at.project ? `${O}/projects/{project}` : O}/mail-texts`
const path = (at: Level, more: object = {}) => ({
  path: { organisation: at.org, ...(at.project ? { project: at.project } : {}), ...more },
})
const key = (at: Level) => (at.project ? ['project', at.org, at.project, 'mail-texts'] : ['organisation', at.org, 'mail-texts'])

export const mailTextsQuery = (at: Level) =>
  queryOptions({
    queryKey: key(at),
    queryFn: ({ signal }): Promise<{ items: MailTextLine[] }> => send(loose.GET(base(at), { params: path(at), signal })),
  })
export const mailTextQuery = (at: Level, text: string) =>
  queryOptions({
    queryKey: [...key(at), text],
    queryFn: ({ signal }): Promise<MailText> => send(loose.GET(`${base(at)}/{text}`, { params: path(at, { text }), signal })),
  })
export const mailPreviewQuery = (at: Level, text: string, body: MailWords) =>
  queryOptions({
    queryKey: [...key(at), text, 'preview', body],
    queryFn: ({ signal }): Promise<MailTextPreview> =>
      send(loose.POST(`${base(at)}/{text}/preview`, { params: path(at, { text }), body, signal })),
    gcTime: 60_000,
  })
export const setMailText = (at: Level, text: string, body: MailTextEdit): Promise<MailText> =>
  send(loose.PUT(`${base(at)}/{text}`, { params: path(at, { text }), body }))
export const testMailText = (at: Level, text: string, body: MailWords): Promise<void> =>
  send(loose.POST(`${base(at)}/{text}/test`, { params: path(at, { text }), body }))
