// Signing in and out, the account, and the ways back in.
import { queryOptions } from '@tanstack/react-query'
import { api, send } from '../client'

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => send(api.GET('/api/v1/me', { signal }), { quiet401: true }),
  staleTime: 60_000,
})

export const signIn = (email: string, password: string) =>
  send(api.POST('/api/v1/session', { body: { email, password } }), { quiet401: true })
export const signOut = () => send(api.DELETE('/api/v1/session'), { quiet401: true })
export const changeMe = (body: { name?: string; theme?: string }) => send(api.PATCH('/api/v1/me', { body }))
export const changePassword = (body: { current: string; new: string }) => send(api.POST('/api/v1/me/password', { body }))

export const sessionsKey = ['me', 'sessions']
export const listSessions = (cursor: string | undefined, signal: AbortSignal) =>
  send(api.GET('/api/v1/me/sessions', { params: { query: { cursor } }, signal }))
export const endSession = (id: string) => send(api.DELETE('/api/v1/me/sessions/{session}', { params: { path: { session: id } } }))
export const endSessions = (all: boolean) => send(api.DELETE('/api/v1/me/sessions', { params: { query: { all } } }))

export const askReset = (email: string) => send(api.POST('/api/v1/password-resets', { body: { email } }), { quiet401: true })
export const checkReset = (token: string) =>
  send(api.POST('/api/v1/password-resets/check', { body: { token } }), { quiet401: true })
export const completeReset = (token: string, password: string) =>
  send(api.POST('/api/v1/password-resets/complete', { body: { token, password } }), { quiet401: true })

export type Door = 'invitation' | 'set-up'
export const checkInvitation = (door: Door, token: string) =>
  send(
    door === 'invitation'
      ? api.POST('/api/v1/invitations/check', { body: { token } })
      : api.POST('/api/v1/set-up/check', { body: { token } }),
    { quiet401: true },
  )
export const acceptInvitation = (door: Door, body: { token: string; name?: string; password?: string }) =>
  send(door === 'invitation' ? api.POST('/api/v1/invitations/accept', { body }) : api.POST('/api/v1/set-up/complete', { body }), {
    quiet401: true,
  })
