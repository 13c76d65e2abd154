// Finds people, groups, companies and lists by typing, and takes addresses as they are typed. What is chosen is handed on at once,
// so that the next one can follow.
import { Select } from '@mantine/core'
import '~/theme/late.css'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { companyChoicesQuery, memberChoicesQuery } from '~/api/queries/organisation'
import { findSubjects, projectQuery } from '~/api/queries/project'
import { type ListsAt, listsQuery } from '~/api/queries/transmittals'
import type { EntryKind } from '~/api/types'
import { ErrorBox } from '~/ui'
import { keyOf, type Named, readAddress } from './draft'

/** Somebody who is offered, with what is said of them in the list. */
type Choice = { entry: Named; detail: string; outside: boolean }

const KINDS: EntryKind[] = ['person', 'group', 'company', 'list', 'address']

export function EntryPicker({
  at,
  withLists = false,
  label,
  description,
  taken,
  onAdd,
  error,
}: {
  at: ListsAt
  /** May distribution lists be named here? */
  withLists?: boolean
  label: string
  description?: string
  taken: Named[]
  onAdd: (entry: Named) => void
  error?: string | undefined
}) {
  const { t } = useTranslation('transmittals')
  const { t: words } = useTranslation('words')
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text.trim(), 200)
  const found = useChoices(at, wanted, withLists)
  const typed = readAddress(text)
  const known = new Set(taken.map(keyOf))
  const offered = new Map<string, Choice>()
  const offer = (choice: Choice) => !known.has(keyOf(choice.entry)) && offered.set(keyOf(choice.entry), choice)
  found.choices.forEach(offer)
  if (typed) offer(choiceOf('address', null, typed.name || typed.email, { email: typed.email }, '', true))
  const said = ({ entry, detail, outside }: Choice) =>
    entry.kind === 'address'
      ? t('picker.address', { email: entry.email })
      : [entry.name, detail, entry.kind === 'person' ? '' : t('people', { count: entry.people }), outside ? words('outside') : ''].filter(Boolean).join(' · ')
  const groups = KINDS.map((kind) => ({
    group: t(`kinds.${kind}`),
    items: [...offered].filter(([, choice]) => choice.entry.kind === kind).map(([value, choice]) => ({ value, label: said(choice) })),
  })).filter(({ items }) => items.length > 0)
  return (
    <>
      <Select
        label={label}
        description={description}
        placeholder={t('picker.find')}
        searchable
        searchValue={text}
        onSearchChange={setText}
        // They were searched already, in more than the label.
        filter={({ options }) => options}
        nothingFoundMessage={found.fetching ? undefined : t('picker.none')}
        maxDropdownHeight={320}
        data={groups}
        value={null}
        onChange={(key) => {
          const choice = key ? offered.get(key) : undefined
          if (!choice) return
          onAdd(choice.entry)
          setText('')
        }}
        error={error}
      />
      {found.error !== null && <ErrorBox error={found.error} onRetry={found.onRetry} />}
    </>
  )
}

const choiceOf = (kind: EntryKind, id: string | null, name: string, more: Partial<Named> = {}, detail = '', outside = false): Choice => ({
  entry: { kind, id, name, email: null, role: 'to', people: 1, missing: false, outside, ...(kind === 'person' && detail ? { company: detail } : {}), ...more },
  detail,
  outside,
})

/** Whom a project finds for its transmittals, or an organisation for its lists. */
function useChoices({ org, project }: ListsAt, wanted: string, withLists: boolean) {
  const at = { org, project: project ?? '' }
  const here = project !== undefined
  const subjects = useQuery({
    queryKey: [...projectQuery(at).queryKey, 'subjects', wanted],
    queryFn: async ({ signal }) => (await findSubjects(at, wanted, signal)).items,
    placeholderData: (old) => old,
    enabled: here,
  })
  const lists = useQuery({ ...listsQuery({ org, ...(project ? { project } : {}) }), enabled: withLists })
  const members = useQuery({ ...memberChoicesQuery(org), enabled: !here })
  const companies = useQuery({ ...companyChoicesQuery(org), enabled: !here })
  const holds = (...texts: (string | undefined)[]) => texts.some((text) => text?.toLowerCase().includes(wanted.toLowerCase()))
  const choices: Choice[] = [
    ...(subjects.data ?? []).map((one) =>
      choiceOf(one.kind as EntryKind, one.id, one.name, { people: one.people_count }, one.kind === 'person' ? one.detail : '', one.outside),
    ),
    ...(lists.data?.items ?? [])
      .filter(({ name }) => holds(name))
      .map((one) => choiceOf('list', one.id, one.name, { people: one.entries.reduce((sum, entry) => sum + entry.people, 0) })),
    ...(here ? [] : (members.data ?? []))
      .filter(({ name, email }) => holds(name, email))
      .slice(0, 50)
      .map((one) => choiceOf('person', one.id, one.name, {}, one.company?.name, one.company ? !one.company.controlling : true)),
    ...(here ? [] : (companies.data ?? []))
      .filter(({ name }) => holds(name))
      .slice(0, 50)
      .map((one) => choiceOf('company', one.id, one.name, { people: one.people_count }, '', !one.controlling)),
  ]
  const asked = here ? [subjects, ...(withLists ? [lists] : [])] : [members, companies]
  const failed = asked.find(({ error }) => error)
  return {
    choices,
    fetching: asked.some(({ isFetching }) => isFetching),
    error: failed?.error ?? null,
    onRetry: () => asked.forEach((query) => query.error && void query.refetch()),
  }
}
