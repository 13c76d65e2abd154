// The fields of documents as the forms know them: built-in ones and the organisation's and project's own.
import type { Choice, DocumentOptions } from '~/api/types'

type OwnField = { key: string; label: string; built_in?: boolean; options?: Choice[] }

/** The metadata fields that are not built in. */
export function ownFields(options: DocumentOptions | undefined): OwnField[] {
  const fields = (options as { fields?: OwnField[] } | undefined)?.fields ?? []
  return fields.filter((field) => !field.built_in)
}

/** The values to choose from. */
export function choicesOf(options: DocumentOptions | undefined, field: string): Choice[] {
  const known: unknown = options?.[field as 'zone']
  if (Array.isArray(known)) return known
  return ownFields(options).find(({ key }) => key === field)?.options ?? []
}
