// What the server found wrong with one entry of a list.
import type { FieldErrors } from '~/lib/problem'

export const wrongIn = (errors: FieldErrors, field: string, index: number) => errors[`${field}[${index}]`]
