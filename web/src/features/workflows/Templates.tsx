// The workflow templates of a project.
import { Button, SegmentedControl, Select } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { useListing } from '~/api/paging'
import type { At } from '~/api/queries/project'
import { listTemplates, templatesKey, templatesMayQuery } from '~/api/queries/workflows'
import type { TemplateItem, TemplateState } from '~/api/types'
import { ActionMenu, type Column, DataTable, EmptyState, StatusChip, Toolbar, useDialog, When } from '~/ui'
import { NewTemplateDialog, useTemplateActions } from './template-actions'

const STATES = ['draft', 'active', 'archived'] as const

export type TemplatesSearch = { state?: string | undefined; category?: string | undefined }

export function Templates({ at, search, onSearch }: { at: At; search: TemplatesSearch; onSearch: (search: TemplatesSearch) => void }) {
  const { t } = useTranslation('workflows')
  const navigate = useNavigate()
  const open = useDialog()
  const actions = useTemplateActions(at)
  const { data: list } = useQuery(templatesMayQuery(at))
  const state = STATES.find((one) => one === search.state)
  const filter = { state, category: search.category }
  const listing = useListing<TemplateItem>({ key: [...templatesKey(at), 'list', filter], load: listTemplates(at, filter) })
  const manages = may(list?.abilities, 'workflow_template.manage')
  const create = manages && <Button onClick={() => open((close) => <NewTemplateDialog at={at} onClose={close} />)}>{t('new')}</Button>
  const menu = (template: TemplateItem) => manages && <ActionMenu label={template.name} actions={actions(template)} />
  const columns: Column<TemplateItem>[] = [
    { key: 'name', header: t('template.name'), width: 'minmax(200px, 4fr)', wish: 420, cell: ({ name, description }) => <span title={description || name}>{name}</span> },
    { key: 'state', header: t('columns.state'), width: '150px', cell: (one) => <TemplateStateChip state={one.state} version={one.template_version} /> },
    { key: 'category', header: t('template.category'), width: '110px', drop: 1, cell: ({ category }) => category },
    { key: 'stages', header: t('columns.stages'), width: '90px', align: 'end', drop: 3, cell: ({ stage_count }) => stage_count },
    { key: 'steps', header: t('columns.steps'), width: '80px', align: 'end', drop: 2, cell: ({ step_count }) => step_count },
    { key: 'by', header: t('columns.by'), width: 'minmax(130px, 1fr)', drop: 4, cell: ({ updated_by }) => <span title={updated_by?.name}>{updated_by?.name}</span> },
    { key: 'changed', header: t('columns.changed'), width: '120px', drop: 5, cell: ({ updated_at }) => <When at={updated_at} /> },
    ...(manages ? [{ key: 'more', header: t('columns.more'), width: '48px', quiet: true, cell: menu }] : []),
  ]
  return (
    <>
      <Toolbar action={create}>
        <SegmentedControl
          size="xs"
          aria-label={t('columns.state')}
          data={[{ value: 'all', label: t('all') }, ...STATES.map((one) => ({ value: one, label: t(`states.${one}`) }))]}
          value={state ?? 'all'}
          onChange={(value) => onSearch({ ...search, state: value === 'all' ? undefined : value })}
        />
        {(list?.categories.length ?? 0) > 1 && (
          <Select
            size="xs"
            aria-label={t('template.category')}
            placeholder={t('template.category')}
            clearable
            data={list?.categories ?? []}
            value={search.category ?? null}
            onChange={(category) => onSearch({ ...search, category: category ?? undefined })}
          />
        )}
      </Toolbar>
      <DataTable
        label={t('tabs.templates')}
        columns={columns}
        {...listing}
        getId={({ id }) => id}
        rowLabel={({ name }) => name}
        onOpen={({ id }) => void navigate({ to: '/o/$org/p/$project/workflows/templates/$template', params: { ...at, template: id } })}
        phone={(one) => ({
          first: <strong>{one.name}</strong>,
          second: (
            <>
              <TemplateStateChip state={one.state} version={one.template_version} />
              <span>{one.category}</span>
              <span>{t('stepCount', { count: one.step_count })}</span>
            </>
          ),
        })}
        empty={
          state || search.category ? (
            <EmptyState title={t('emptyFilter')} />
          ) : (
            <EmptyState title={t('empty')} action={create}>
              {t(manages ? 'emptyText' : 'emptyReader')}
            </EmptyState>
          )
        }
      />
    </>
  )
}

export function TemplateStateChip({ state, version }: { state: string; version: number }) {
  const { t } = useTranslation('workflows')
  const tone = state === 'active' ? 'done' : state === 'archived' ? 'quiet' : 'neutral'
  return (
    <StatusChip tone={tone}>
      {[t(`states.${state as TemplateState}`), version > 1 ? t('version', { version }) : ''].filter(Boolean).join(' · ')}
    </StatusChip>
  )
}
