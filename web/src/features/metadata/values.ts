// Values of fields as forms hold them: texts by the path that the server names in its errors.
import type { FormField } from '~/api/types'
import { day, millis } from '~/lib/dates'

/** Built-in fields stand beside the title, a project's own ones under `fields`. */
export const pathOf = (field: Pick<FormField, 'key' | 'built_in'>) => (field.built_in ? field.key : `fields.${field.key}`)

export type Bearer = { fields?: Record<string, string> | null }

/** What a document bears in a field; empty for nothing. */
export function valueIn(document: Bearer, field: Pick<FormField, 'key' | 'built_in'>): string {
  if (!field.built_in) return document.fields?.[field.key] ?? ''
  const value = (document as Record<string, unknown>)[field.key]
  return typeof value === 'string' ? value : ''
}

/** Puts values by path into the shape of a request: built-in ones on top, the others under `fields`. */
export function toRequest<Value>(values: Record<string, Value>): Record<string, unknown> {
  const request: Record<string, unknown> = {}
  const own: Record<string, Value> = {}
  for (const [path, value] of Object.entries(values)) {
    if (path.startsWith('fields.')) own[path.slice('fields.'.length)] = value
    else request[path] = value
  }
  return Object.keys(own).length > 0 ? { ...request, fields: own } : request
}

export type Choices = { value: string; label: string }[]

/**
 * What can be chosen: under the chosen option of the field it depends on, if any. A code that a document bears
 * already stays choosable although it is retired or stands elsewhere.
 */
export function choicesOf(field: FormField, under: string, current: string): Choices {
  const data = field.options
    .filter(({ parent }) => !parent || !under || parent === under)
    .map(({ code, label }) => ({ value: code, label: label && label !== code ? `${code} · ${label}` : code }))
  return current && !data.some(({ value }) => value === current) ? [...data, { value: current, label: current }] : data
}

/** A value in words. */
export function wordsFor(field: FormField, value: string, yes: string, no: string, locale?: string): string {
  if (field.kind === 'toggle') return value === 'true' ? yes : value === 'false' ? no : ''
  // Noon, so that no time zone moves the day.
  if (field.kind === 'date') return value && day(millis(`${value}T12:00:00`), locale)
  if (field.kind !== 'dropdown') return value
  return field.options.find(({ code }) => code === value)?.label ?? value
}

/** Fields without which nothing is stored. */
export const isNeeded = ({ required, needed }: FormField) => required || needed
