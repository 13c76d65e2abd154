// How documents get their numbers: schemes, counters, gaps, and the preset.
import { queryOptions } from '@tanstack/react-query'
import { send } from '../client'
import { loose } from '../loose'
import type { Counter, CounterList, GapReport, Numbering, OrganisationNumbering, Preset, ProjectNumbering, Scheme, SchemePreview, SetCounter } from '../types'
import { type At, place } from './project'

const O = '/api/v1/organisations/{organisation}'
const P = `${O}/projects/{project}`
const organisation = (org: string) => ({ path: { organisation: org } })
const project = (at: At) => ({ path: place(at) })
const key = (at: At) => ['project', at.org, at.project, 'numbering']

export const organisationNumberingQuery = (org: string) =>
  queryOptions({
    queryKey: ['organisation', org, 'numbering'],
    queryFn: ({ signal }): Promise<OrganisationNumbering> => send(loose.GET(`${O}/numbering`, { params: organisation(org), signal })),
  })
export const saveOrganisationNumbering = (org: string, body: Numbering): Promise<OrganisationNumbering> =>
  send(loose.PUT(`${O}/numbering`, { params: organisation(org), body }))
export const previewOrganisationScheme = (org: string, scheme: Scheme, signal?: AbortSignal): Promise<SchemePreview> =>
  send(loose.POST(`${O}/numbering/preview`, { params: organisation(org), body: { scheme }, signal }))

export const numberingQuery = (at: At) =>
  queryOptions({
    queryKey: key(at),
    queryFn: ({ signal }): Promise<ProjectNumbering> => send(loose.GET(`${P}/numbering`, { params: project(at), signal })),
  })
export const saveNumbering = (at: At, body: Numbering): Promise<ProjectNumbering> =>
  send(loose.PUT(`${P}/numbering`, { params: project(at), body }))
export const followOrganisation = (at: At): Promise<ProjectNumbering> =>
  send(loose.DELETE(`${P}/numbering`, { params: project(at) }))
export const previewScheme = (at: At, scheme: Scheme, signal?: AbortSignal): Promise<SchemePreview> =>
  send(loose.POST(`${P}/numbering/preview`, { params: project(at), body: { scheme }, signal }))

export const countersQuery = (at: At) =>
  queryOptions({
    queryKey: [...key(at), 'counters'],
    queryFn: ({ signal }): Promise<CounterList> => send(loose.GET(`${P}/numbering/counters`, { params: project(at), signal })),
  })
export const setCounter = (at: At, body: SetCounter): Promise<Counter> =>
  send(loose.POST(`${P}/numbering/counters`, { params: project(at), body }))
export const gapsQuery = (at: At) =>
  queryOptions({
    queryKey: [...key(at), 'gaps'],
    queryFn: ({ signal }): Promise<GapReport> => send(loose.GET(`${P}/numbering/gaps`, { params: project(at), signal })),
    staleTime: 0,
  })

export const presetQuery = (at: At) =>
  queryOptions({
    queryKey: [...key(at), 'preset'],
    queryFn: ({ signal }): Promise<Preset> => send(loose.GET(`${P}/presets/iso-19650`, { params: project(at), signal })),
  })
export const choosePreset = (at: At, scheme: boolean): Promise<Preset> =>
  send(loose.POST(`${P}/presets/iso-19650`, { params: project(at), body: { scheme } }))
