// What went wrong, as the server said it. The server's sentence is shown as it stands; the code lets a
// screen react to one special case, and the field errors go beside their fields.

export type FieldErrors = Record<string, string>

export class Problem extends Error {
  override readonly name = 'Problem'
  constructor(
    /** The HTTP status; 0 when no answer arrived at all. */
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: FieldErrors = {},
    readonly requestId?: string,
    /** What else the answer says, such as where a merged document went. */
    readonly more: Record<string, unknown> = {},
  ) {
    super(message)
  }
}

/** Thrown by a form's owner who shows by itself what went wrong, so that the form does not say it again. */
export class AlreadyShown extends Error {
  override readonly name = 'AlreadyShown'
}

export const isProblem = (error: unknown): error is Problem => error instanceof Problem

/** True when the answer says that this must not be, so that asking again is pointless. */
export const isRefusal = (error: unknown) =>
  isProblem(error) && error.status >= 400 && error.status < 500 && error.status !== 429

/** The same problem with its fields under the names that a form has for them. */
export const renamed = (error: unknown, rename: (field: string) => string): unknown =>
  isProblem(error)
    ? new Problem(
        error.status,
        error.code,
        error.message,
        Object.fromEntries(Object.entries(error.fields).map(([field, said]) => [rename(field), said])),
        error.requestId,
        error.more,
      )
    : error

/** The server says `changes.title` where a form says `title`. */
export const withoutPrefix = (error: unknown, prefix: string): unknown =>
  renamed(error, (field) => (field.startsWith(prefix) ? field.slice(prefix.length) : field))
