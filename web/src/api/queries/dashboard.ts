// A project at a glance.
import { queryOptions } from '@tanstack/react-query'
import { api, send } from '../client'
import { type At, place } from './project'

export const dashboardQuery = (at: At) =>
  queryOptions({
    queryKey: ['project', at.org, at.project, 'dashboard'],
    queryFn: ({ signal }) =>
      send(api.GET('/api/v1/organisations/{organisation}/projects/{project}/dashboard', { params: { path: place(at) }, signal })),
    staleTime: 30_000,
  })
