// The work packages of a project: where each stands, whose it is, and which are overdue.
import { Button, Checkbox, Select } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { useListing } from '~/api/paging'
import { listPackages, packageMayQuery, packagesKey } from '~/api/queries/packages'
import type { At } from '~/api/queries/project'
import type { PackageItem } from '~/api/types'
import { PersonSelect } from '~/features/workflows'
import { numberWidth } from '~/lib/columns'
import { type Column, DataTable, EmptyState, Page, PageHeader, Toolbar, useActions, When } from '~/ui'
import { Due, Part, State, STATES } from './chips'
import classes from './packages.module.css'

export type PackagesSearch = {
  state?: string | undefined
  assignee?: string | undefined
  overdue?: string | undefined
  waiting?: string | undefined
  sort?: string | undefined
}

const SORTS = ['newest', 'due', 'name'] as const

export function PackagesPage({ at, search, onSearch }: { at: At; search: PackagesSearch; onSearch: (search: PackagesSearch) => void }) {
  const { t } = useTranslation('packages')
  const navigate = useNavigate()
  const { data: abilities } = useQuery(packageMayQuery(at))
  const creates = may(abilities, 'work_package.manage')
  const begin = () => void navigate({ to: '/o/$org/p/$project/packages/new', params: at })
  useActions(creates ? [{ id: 'package', label: t('new'), run: begin }] : [])
  const state = STATES.find((one) => one === search.state)
  const sort = SORTS.find((one) => one === search.sort) ?? 'newest'
  const filter = {
    state,
    assignee: search.assignee,
    overdue: search.overdue === 'true' || undefined,
    waiting: search.waiting === 'true' || undefined,
    sort,
  }
  const listing = useListing<PackageItem>({ key: [...packagesKey(at), 'list', filter], load: listPackages(at, filter) })
  const narrowed = Boolean(state ?? search.assignee) || filter.overdue === true || filter.waiting === true
  const create = creates && <Button onClick={begin}>{t('new')}</Button>
  const assignee = listing.rows.find((one) => one.assignee?.person.id === search.assignee)?.assignee?.person
  const columns: Column<PackageItem>[] = [
    { key: 'reference', header: t('columns.reference'), width: numberWidth(listing.rows.map(({ reference }) => reference), false), cell: ({ reference }) => reference },
    { key: 'name', header: t('columns.name'), width: 'minmax(160px, 2fr)', wish: 320, cell: ({ name }) => <span title={name}>{name}</span> },
    { key: 'state', header: t('columns.state'), width: '120px', cell: (one) => <State state={one.state} /> },
    { key: 'assignee', header: t('columns.assignee'), width: 'minmax(120px, 1fr)', drop: 2, cell: (one) => <Part part={one.assignee} /> },
    { key: 'due', header: t('columns.due'), width: '180px', drop: 1, cell: (one) => <Due one={one} /> },
    { key: 'changed', header: t('columns.changed'), width: '120px', drop: 3, cell: ({ updated_at }) => <When at={updated_at} /> },
  ]
  const set = (next: PackagesSearch) => onSearch({ ...search, ...next })
  return (
    <Page>
      <PageHeader title={t('title')} actions={create} />
      <div className={classes['panel']}>
        <Toolbar>
          <Select
            size="xs"
            w={150}
            aria-label={t('columns.state')}
            clearable
            placeholder={t('anyState')}
            data={STATES.map((one) => ({ value: one, label: t(`states.${one}`) }))}
            value={state ?? null}
            onChange={(value) => set({ state: value ?? undefined })}
          />
          <PersonSelect
            at={at}
            label={t('columns.assignee')}
            placeholder={t('anyAssignee')}
            size="xs"
            clearable
            known={assignee ? [assignee] : []}
            value={search.assignee ?? null}
            onChange={(person) => set({ assignee: person?.id })}
          />
          <Select
            size="xs"
            w={150}
            aria-label={t('sort')}
            allowDeselect={false}
            data={SORTS.map((one) => ({ value: one, label: t(`sorts.${one}`) }))}
            value={sort}
            onChange={(value) => set({ sort: value === 'newest' ? undefined : (value ?? undefined) })}
          />
          <Checkbox
            size="xs"
            label={t('overdueOnly')}
            checked={filter.overdue === true}
            onChange={(event) => set({ overdue: event.currentTarget.checked ? 'true' : undefined })}
          />
          <Checkbox
            size="xs"
            label={t('waitingOnly')}
            checked={filter.waiting === true}
            onChange={(event) => set({ waiting: event.currentTarget.checked ? 'true' : undefined })}
          />
        </Toolbar>
        <DataTable
          label={t('title')}
          columns={columns}
          {...listing}
          getId={({ id }) => id}
          rowLabel={({ reference, name }) => `${reference} · ${name}`}
          onOpen={({ id }) => void navigate({ to: '/o/$org/p/$project/packages/$package', params: { ...at, package: id }, search: {} })}
          phone={(one) => ({
            first: (
              <>
                <strong>{one.reference}</strong> <span>{one.name}</span>
              </>
            ),
            second: (
              <>
                <State state={one.state} />
                <Part part={one.assignee} />
                <Due one={one} />
              </>
            ),
          })}
          empty={
            narrowed ? (
              <EmptyState title={t('emptyFilter')} action={<Button variant="default" onClick={() => onSearch({})}>{t('showAll')}</Button>} />
            ) : create ? (
              <EmptyState title={t('empty')} action={create}>
                {t('emptyText')}
              </EmptyState>
            ) : (
              <EmptyState title={t('empty')}>{t('emptyReader')}</EmptyState>
            )
          }
        />
      </div>
    </Page>
  )
}
