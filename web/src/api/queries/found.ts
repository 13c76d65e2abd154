// The first transmittals and workflows that a few letters find, for the palette.
import { send } from '../client'
import { loose } from '../loose'
import type { Page, TransmittalRow, WorkflowItem } from '../types'
import { type At, place } from './project'

const P = '/api/v1/organisations/{organisation}/projects/{project}'
const first = (at: At, q: string) => ({ path: place(at), query: { q, limit: 5 } })

export const findTransmittals = (at: At, q: string, signal: AbortSignal): Promise<Page<TransmittalRow>> =>
  send(loose.GET(`${P}/transmittals`, { params: first(at, q), signal }))
export const findWorkflows = (at: At, q: string, signal: AbortSignal): Promise<Page<WorkflowItem>> =>
  send(loose.GET(`${P}/workflows`, { params: first(at, q), signal }))
