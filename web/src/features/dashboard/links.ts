// Where a number of the dashboard leads: the screen of the list that it is the length of.
import type { At } from '~/api/queries/project'
import type { ListLink } from '~/api/types'

const DAY = 86_400_000

/** The address of the screen that shows the list, with the filters the number was counted by. */
export function addressOf(at: At, link: ListLink, now = Date.now()): string {
  const project = `/o/${at.org}/p/${at.project}`
  switch (link.list) {
    case 'pending':
      return `${project}/pending${search(link.query)}`
    case 'edit_requests':
    case 'own_edit_requests':
      return `${project}/requests`
    case 'work_packages':
      return `${project}/packages${search(link.query)}`
    case 'transmittals':
      // The screen shows issued ones unless another state is asked for.
      return `${project}/transmittals${search(link.query)}`
    case 'workflows':
      return `${project}/workflows${search(link.query)}`
    case 'access': {
      const before = Date.parse(link.query['ends_before'] ?? '')
      const ends = Number.isNaN(before) ? undefined : String(Math.round((before - now) / DAY))
      return `${project}/access${search(ends ? { ends } : {})}`
    }
    default:
      return `${project}/register${search(link.query)}`
  }
}

function search(query: Record<string, string>): string {
  const text = new URLSearchParams(query).toString()
  return text ? `?${text}` : ''
}
