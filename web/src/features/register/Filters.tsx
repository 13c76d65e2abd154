// The register's filter bar: the search box, filters by value with their counts, quick filters, and at the end the saved
// views and the columns. Every choice goes into the address.
import { STATUSES } from '~/lib/status'
import { spoken, useWords } from '~/lib/words'
import { Button, Chip, Menu, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentOptions } from '~/api/types'
import type { At } from '~/api/queries/project'
import { completeSearch, facetsQuery } from '~/api/queries/register'
import { FilterFold, type Flaw, Icon, QueryField, Toolbar } from '~/ui'
import { choicesOf, ownFields } from './fields'
import { FacetFilter, type FacetChoice } from './FacetFilter'
import { CHIPS, choosing, chosenOf, cleared, countFilters, daysOf, fieldsOf, FLAGS, isFiltered, isPlace, isSpan, type RegisterSearch, SPANS, toCount, USUAL } from './search'

export function Filters({
  at,
  search,
  onSearch,
  options,
  external,
  flaw,
  hints,
}: {
  at: At
  search: RegisterSearch
  onSearch: (search: RegisterSearch) => void
  options: DocumentOptions | undefined
  /** From outside nothing tells whether a document is restricted. */
  external: boolean
  flaw: Flaw | undefined
  hints: Flaw[]
}) {
  const { t } = useTranslation('documents')
  const words = useWords()
  // Counting every value costs the server something, so that it is asked once somebody looks.
  const [looking, setLooking] = useState(false)
  const [added, setAdded] = useState<string[]>([])
  const look = () => setLooking(true)
  const facets = useQuery({ ...facetsQuery(at, toCount(search)), enabled: looking || Boolean(search.received_from) })
  const facet = (field: string) => facets.data?.fields.find((one) => one.field === field)
  const flags = FLAGS.filter((key) => !external || key !== 'workflow')
  const choices = (field: string): FacetChoice[] => {
    if (FLAGS.some((key) => key === field)) return [{ value: 'true', label: t('filters.yes') }, { value: 'false', label: t('filters.no') }]
    const counted = facet(field)
    if (counted) {
      // Documents without a value are counted too, but nothing asks for them.
      return counted.values.filter(({ code }) => code).map(({ code, label, count }) => ({
        value: code,
        label: field === 'status' ? words('status', code) : label || code,
        count,
      }))
    }
    if (field === 'received_from') return (facets.data?.companies ?? []).map(({ id, name }) => ({ value: id, label: name }))
    if (field === 'status') return STATUSES.map((code) => ({ value: code, label: words('status', code) }))
    return choicesOf(options, field).map(({ code, label }) => ({ value: code, label }))
  }
  const title = (field: string) =>
    ownFields(options).find(({ key }) => key === field)?.label ?? t(`filters.${field}` as 'filters.status', { defaultValue: spoken(field) })
  const pick = (field: string) => {
    const chosen = chosenOf(search, field)
    const onChosen = (values: string[]) => onSearch(choosing(search, field, values))
    return (
      <FacetFilter
        key={field}
        label={title(field)}
        choices={choices(field)}
        chosen={chosen}
        onChosen={onChosen}
        onOpen={look}
        initiallyOpen={added.at(-1) === field}
        free={isPlace(field)}
      >
        {isSpan(field) && <Days span={chosen[0]} onChosen={onChosen} />}
      </FacetFilter>
    )
  }
  const chip = (key: (typeof CHIPS)[number]) => (
    <Chip
      key={key}
      size="xs"
      radius="sm"
      checked={search[key] === 'true'}
      onChange={(checked) => onSearch({ ...search, [key]: checked ? 'true' : undefined })}
    >
      {t(`filters.${key}`)}
    </Chip>
  )
  const usual: readonly string[] = USUAL
  const shown = [...new Set([...fieldsOf(search), ...added])].filter((field) => !usual.includes(field))
  const further = (facets.data?.fields ?? []).filter(({ field, values }) => values.some(({ code }) => code) && !usual.includes(field) && !shown.includes(field))
  const asked = [...SPANS, ...(facets.data?.companies.length || search.received_from ? ['received_from'] : []), ...flags]
  const offered = [...further.map(({ field }) => field), ...asked.filter((key) => !shown.includes(key))]
  return (
    <Toolbar>
      <QueryField
        label={t('search')}
        value={search.q ?? ''}
        onChange={(q) => onSearch({ ...search, q: q || undefined })}
        flaw={flaw}
        hints={hints}
        complete={completeSearch(at)}
      />
      <FilterFold count={countFilters(search)}>
        {[...USUAL, ...shown].map(pick)}
        <More fields={offered.map((field) => ({ field, label: title(field) }))} onOpen={look} onAdd={(field) => setAdded([...added, field])} />
        {CHIPS.filter((key) => !external || key !== 'restricted').map(chip)}
      </FilterFold>
      {search.notice && (
        <Chip size="xs" radius="sm" checked onChange={() => onSearch({ ...search, notice: undefined })}>
          {t('filters.notice')}
        </Chip>
      )}
      {isFiltered(search) && (
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          onClick={() => {
            setAdded([])
            onSearch(cleared(search))
          }}
        >
          {t('filters.clear')}
        </Button>
      )}
    </Toolbar>
  )
}

/** From one day to another; either may be left open. */
function Days({ span, onChosen }: { span: string | undefined; onChosen: (values: string[]) => void }) {
  const { t } = useTranslation('documents')
  const days = daysOf(span)
  return (['from', 'to'] as const).map((end, at) => (
    <TextInput
      key={end}
      type="date"
      size="xs"
      label={t(`filters.${end}`)}
      value={days[at] ?? ''}
      onChange={(event) => {
        const next = days.map((day, index) => (index === at ? event.currentTarget.value : day))
        onChosen(next.some(Boolean) ? [next.map((day) => day ?? '').join('..')] : [])
      }}
    />
  ))
}

/** The filters that are not on the bar yet. */
function More({
  fields,
  onOpen,
  onAdd,
}: {
  fields: { field: string; label: string }[]
  onOpen: () => void
  onAdd: (field: string) => void
}) {
  const { t } = useTranslation('documents')
  return (
    <Menu position="bottom-start" withinPortal onOpen={onOpen}>
      <Menu.Target>
        <Button variant="default" fw={400} rightSection={<Icon name="down" size={12} />}>
          {t('filters.more')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {fields.map(({ field, label }) => (
          <Menu.Item key={field} onClick={() => onAdd(field)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
