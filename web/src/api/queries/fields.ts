// The fields of documents: those of an organisation, and what a project adds to them.
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { send } from '../client'
import { loose } from '../loose'
import type { Field, FieldEdit, FieldList, FieldOption, FieldOptionEdit, NewField, NewFieldOption } from '../types'

/** An organisation, or one of its projects. */
export type Level = { org: string; project?: string | undefined }

const O = '/api/v1/organisations/{organisation}'
const base = (at: Level) => (at.project ? `${O}/projects/{project}` : O)
const path = (at: Level, more: object = {}) => ({
  path: { organisation: at.org, ...(at.project ? { project: at.project } : {}), ...more },
})

export const fieldsQuery = (at: Level) =>
  queryOptions({
    queryKey: at.project ? ['project', at.org, at.project, 'fields'] : ['organisation', at.org, 'fields'],
    queryFn: ({ signal }): Promise<FieldList> => send(loose.GET(`${base(at)}/fields`, { params: path(at), signal })),
  })

/** What forms, numbers and lists know of fields is stale after a change here. */
export const refreshFields = (client: QueryClient, at: Level) =>
  Promise.all([
    client.invalidateQueries({ queryKey: fieldsQuery(at).queryKey }),
    client.invalidateQueries({ queryKey: ['project', at.org, ...(at.project ? [at.project] : [])], predicate: ({ queryKey }) => ['fields', 'options', 'numbering'].some((part) => queryKey.includes(part)) }),
    client.invalidateQueries({ queryKey: ['organisation', at.org, 'numbering'] }),
  ])

export const addField = (at: Level, body: NewField): Promise<Field> =>
  send(loose.POST(`${base(at)}/fields`, { params: path(at), body }))
export const changeField = (at: Level, field: string, body: FieldEdit): Promise<Field> =>
  send(loose.PATCH(`${base(at)}/fields/{field}`, { params: path(at, { field }), body }))
export const deleteField = (at: Level, field: string): Promise<void> =>
  send(loose.DELETE(`${base(at)}/fields/{field}`, { params: path(at, { field }) }))
export const addOption = (at: Level, field: string, body: NewFieldOption): Promise<FieldOption> =>
  send(loose.POST(`${base(at)}/fields/{field}/options`, { params: path(at, { field }), body }))
export const changeOption = (at: Level, field: string, option: string, body: FieldOptionEdit): Promise<FieldOption> =>
  send(loose.PATCH(`${base(at)}/fields/{field}/options/{option}`, { params: path(at, { field, option }), body }))
export const deleteOption = (at: Level, field: string, option: string): Promise<void> =>
  send(loose.DELETE(`${base(at)}/fields/{field}/options/{option}`, { params: path(at, { field, option }) }))
