// What a person was told, and what they want to be told.
import { queryOptions } from '@tanstack/react-query'
import { api, send } from '../client'
import type { ChangeChoices, NoticeFilter } from '../types'

const O = '/api/v1/organisations/{organisation}'
const path = (organisation: string) => ({ path: { organisation } })

export const notificationsKey = (org: string, filter?: NoticeFilter) =>
  filter ? ['organisation', org, 'notifications', filter] : ['organisation', org, 'notifications']
export const listNotifications =
  (org: string, filter: NoticeFilter = {}) =>
  (cursor: string | undefined, signal?: AbortSignal) =>
    send(api.GET(`${O}/notifications`, { params: { ...path(org), query: { ...filter, cursor } }, signal }))

/** Marks these as read; or, with the newest that is on the screen, it and all before it. */
export const markRead = (org: string, which: { ids: string[] } | { up_to: string }) =>
  send(api.POST(`${O}/notifications/read`, { params: path(org), body: which }))

export const choicesQuery = (org: string) =>
  queryOptions({
    queryKey: ['organisation', org, 'notification-choices'],
    queryFn: ({ signal }) => send(api.GET(`${O}/notification-choices`, { params: path(org), signal })),
  })
export const changeChoices = (org: string, body: ChangeChoices) =>
  send(api.PATCH(`${O}/notification-choices`, { params: path(org), body }))
