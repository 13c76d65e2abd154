// The same client without the description's types.
import { api } from './client'

type Call = (
  path: string,
  init: {
    params?: { path?: object; query?: object }
    body?: unknown
    /** A file travels as it is. */
    bodySerializer?: (body: unknown) => unknown
    headers?: Record<string, string>
    signal?: AbortSignal
    /** How the answer is read; as JSON unless told. */
    parseAs?: 'blob'
  },
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
) => Promise<{ data?: any; error?: unknown; response: Response }>

export const loose = api as unknown as Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', Call>
