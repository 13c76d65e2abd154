// Who is behind the entries of a transmittal or a list: from which company, whether from outside, and how many people in all.
import { useQuery } from '@tanstack/react-query'
import { may } from '~/api/abilities'
import { memberChoicesQuery } from '~/api/queries/organisation'
import { membershipChoicesQuery, projectQuery } from '~/api/queries/project'
import { type ListsAt, listsQuery } from '~/api/queries/transmittals'
import type { DistributionList, EntryView } from '~/api/types'
import type { Audience } from '~/ui'
import type { Named } from './draft'

export type Known = { id: string; company: { id: string; name: string; controlling: boolean } | undefined; outside: boolean; groups: string[] }
type Entry = Pick<Named, 'kind' | 'id' | 'email'>
type Lists = Pick<DistributionList, 'id' | 'entries'>[]

/** The people an entry reaches, by id, and the addresses that get links; those who are not known are not among them. */
function reaches(entry: Entry, people: Known[], lists: Lists): { people: Known[]; addresses: string[] } {
  if (entry.kind === 'address') return { people: [], addresses: entry.email ? [entry.email.toLowerCase()] : [] }
  if (entry.kind === 'list') {
    const inside = (lists.find(({ id }) => id === entry.id)?.entries ?? []).map((one) => reaches(asEntry(one), people, []))
    return { people: inside.flatMap((one) => one.people), addresses: inside.flatMap((one) => one.addresses) }
  }
  const meant = (one: Known) =>
    entry.kind === 'person' ? one.id === entry.id : entry.kind === 'company' ? one.company?.id === entry.id : one.groups.includes(entry.id ?? '')
  return { people: people.filter(meant), addresses: [] }
}
const asEntry = ({ kind, id, email }: EntryView): Entry => ({ kind: kind as Named['kind'], id: id ?? null, email: email ?? null })

type Place = Pick<Named, 'outside' | 'company'>

/** An entry with its company, and whether it reaches anybody from outside. */
export function placed<Item extends Entry & Place>(entry: Item, people: Known[], lists: Lists): Item & Place {
  const reached = reaches(entry, people, lists)
  const [first] = reached.people
  const outside = entry.outside === true || reached.addresses.length > 0 || reached.people.some((one) => one.outside)
  const company = entry.kind === 'person' ? (first?.company?.name ?? entry.company) : entry.company
  return { ...entry, outside, ...(company ? { company } : {}) }
}

/** How many people and companies see what goes to all of these, everybody once. */
export function audienceOf(entries: Entry[], people: Known[], lists: Lists): Audience {
  const reached = entries.map((entry) => reaches(entry, people, lists))
  const all = new Map(reached.flatMap((one) => one.people).map((one) => [one.id, one]))
  const addresses = new Set(reached.flatMap((one) => one.addresses))
  return {
    companies: new Set([...all.values()].flatMap(({ company }) => (company ? [company.id] : []))).size,
    people: all.size + addresses.size,
    outside: [...all.values()].filter(({ outside }) => outside).length + addresses.size,
  }
}

/** Whom this reader may know of, and nobody where they may not. */
export function useKnown({ org, project }: ListsAt) {
  const at = { org, project: project ?? '' }
  const here = project !== undefined
  const { data: place } = useQuery({ ...projectQuery(at), enabled: here })
  const reads = may(place?.abilities, 'team.view')
  const team = useQuery({ ...membershipChoicesQuery(at), enabled: here && reads })
  const members = useQuery({ ...memberChoicesQuery(org), enabled: !here })
  const lists = useQuery({ ...listsQuery({ org, ...(project ? { project } : {}) }), enabled: !here || reads })
  const people: Known[] = here
    ? (team.data ?? []).map(({ person, groups }) => ({ id: person.id, company: person.company ?? undefined, outside: person.outside, groups: groups.map(({ id }) => id) }))
    : (members.data ?? []).map(({ id, company }) => ({ id, company: company ?? undefined, outside: company ? !company.controlling : true, groups: [] }))
  return { people, lists: lists.data?.items ?? [], complete: here ? team.isSuccess && lists.isSuccess : members.isSuccess }
}
