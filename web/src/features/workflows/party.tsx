// Whom a step or a rule names: a role, somebody, a group, whoever is chosen at the start, or whom the review matrix says.
import { Select, Stack } from '@mantine/core'
import '~/theme/late.css'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type At, findSubjects, groupChoicesQuery, projectQuery } from '~/api/queries/project'
import type { Party } from '~/api/types'
import { useWords } from '~/lib/words'
import { noParty } from './plan'

export const ROLES = ['project_admin', 'initiator', 'reviewer'] as const
type Named = { id: string; name: string }
/** The names of those that a template or a rule mentions. */
export type Names = { people: Named[]; groups: Named[] }

/** Says a party in a few words. */
export function usePartyName({ people, groups }: Names): (party: Party | null | undefined) => string {
  const { t } = useTranslation('workflows')
  const words = useWords()
  const of = (list: Named[], id: string | null | undefined) => list.find((one) => one.id === id)?.name ?? t('party.gone')
  return (party) => {
    if (!party) return t('party.nobody')
    if (party.kind === 'role') {
      const role = words('projectRole', party.role ?? '')
      return party.person_id ? t('party.holder', { name: of(people, party.person_id), role }) : t('party.every', { role })
    }
    if (party.kind === 'person') return of(people, party.person_id)
    if (party.kind === 'group') return of(groups, party.group_id)
    return t(`party.${party.kind}`)
  }
}

export function PartyField({
  at,
  label,
  kinds,
  value,
  known,
  onChange,
  error,
}: {
  at: At
  label: string
  kinds: readonly Party['kind'][]
  value: Party | null
  known: Names
  /** With the name of a person who is not among the known ones yet. */
  onChange: (party: Party | null, person?: Named) => void
  error?: string | undefined
}) {
  const { t } = useTranslation('workflows')
  const words = useWords()
  const groups = useQuery({ ...groupChoicesQuery(at), enabled: value?.kind === 'group' })
  return (
    <Stack gap={8}>
      <Select
        label={label}
        placeholder={t('party.choose')}
        clearable
        data={kinds.map((kind) => ({ value: kind, label: t(`party.kinds.${kind}`) }))}
        value={value?.kind ?? null}
        onChange={(kind) => onChange(kind ? noParty(kind as Party['kind']) : null)}
        error={error}
      />
      {value?.kind === 'role' && (
        <>
          <Select
            aria-label={t('party.role')}
            allowDeselect={false}
            data={ROLES.map((role) => ({ value: role, label: words('projectRole', role) }))}
            value={value.role ?? null}
            onChange={(role) => onChange({ ...value, role: (role ?? 'reviewer') as (typeof ROLES)[number], person_id: null })}
          />
          <PersonSelect
            at={at}
            label={t('party.one')}
            placeholder={t('party.all')}
            clearable
            known={known.people}
            value={value.person_id ?? null}
            onChange={(person) => onChange({ ...value, person_id: person?.id ?? null }, person)}
          />
        </>
      )}
      {value?.kind === 'person' && (
        <PersonSelect
          at={at}
          steps
          label={t('party.person')}
          known={known.people}
          value={value.person_id ?? null}
          onChange={(person) => onChange({ ...value, person_id: person?.id ?? null }, person)}
        />
      )}
      {value?.kind === 'group' && (
        <Select
          aria-label={t('party.group')}
          placeholder={t('party.group')}
          allowDeselect={false}
          searchable
          data={(groups.data ?? known.groups).map(({ id, name }) => ({ value: id, label: name }))}
          value={value.group_id ?? null}
          onChange={(id) => onChange({ ...value, group_id: id })}
        />
      )}
    </Stack>
  )
}

/** The entry that invites. */
const INVITE = 'invite'
/** What was typed, if it can be an e-mail address; the server looks closer. */
export const addressIn = (text: string): string | undefined => (/^\S+@\S+\.\S+$/.test(text.trim()) ? text.trim().toLowerCase() : undefined)

/** Finds somebody by typing. */
export function PersonSelect({
  at,
  label,
  placeholder,
  clearable = false,
  known,
  value,
  onChange,
  error,
  taken,
  shown = false,
  size,
  steps = false,
  onEmail,
}: {
  at: At
  label: string
  /** Does the label stand above the field, or is it only read out? */
  shown?: boolean
  placeholder?: string
  clearable?: boolean
  known: Named[]
  value: string | null
  onChange: (person: Named | undefined) => void
  error?: string | undefined
  /** Those who are not offered; given where one after the other is chosen and shown elsewhere. */
  taken?: string[]
  size?: 'xs'
  /** Are they asked in a step? Then responders are offered who are not in the project. */
  steps?: boolean
  /** Takes the address of somebody who is not in the list; only where the reader may invite. */
  onEmail?: ((email: string) => void) | undefined
}) {
  const { t } = useTranslation('workflows')
  const [text, setText] = useState('')
  const [picked, setPicked] = useState<Named>()
  const name = [...known, ...(picked ? [picked] : [])].find(({ id }) => id === value)
  // What was chosen stands in the field as its text; that is not a search for it.
  const [wanted] = useDebouncedValue(text === name?.name ? '' : text, 200)
  const found = useQuery({
    queryKey: [...projectQuery(at).queryKey, 'subjects', 'person', wanted, steps],
    queryFn: async ({ signal }) => (await findSubjects(at, wanted, signal, steps)).items.filter(({ kind }) => kind === 'person'),
    placeholderData: (old) => old,
  })
  const offered = new Map<string, { name: string; label: string }>()
  if (name) offered.set(name.id, { name: name.name, label: name.name })
  for (const { id, name, detail } of found.data ?? []) if (!offered.has(id)) offered.set(id, { name, label: [name, detail].filter(Boolean).join(' · ') })
  for (const id of taken ?? []) offered.delete(id)
  const address = onEmail && found.isSuccess && !found.isFetching && found.data.length === 0 ? addressIn(wanted) : undefined
  if (address) offered.set(INVITE, { name: address, label: t('party.invite', { email: address }) })
  return (
    <Select
      {...(shown ? { label, placeholder: placeholder ?? t('party.find') } : { 'aria-label': label, placeholder: placeholder ?? label })}
      {...(size ? { size } : {})}
      searchable
      clearable={clearable}
      allowDeselect={clearable}
      searchValue={text}
      onSearchChange={setText}
      filter={({ options }) => options}
      nothingFoundMessage={found.isFetching ? undefined : t('party.none')}
      data={[...offered].map(([value, { label }]) => ({ value, label }))}
      value={value}
      onChange={(id) => {
        if (id === INVITE) {
          if (address) onEmail?.(address)
          setText('')
          return
        }
        const person = id ? { id, name: offered.get(id)?.name ?? '' } : undefined
        setPicked(person)
        onChange(person)
        if (taken) setText('')
      }}
      error={error}
    />
  )
}
