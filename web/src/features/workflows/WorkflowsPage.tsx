// Workflows of a project, the templates they are started from, and the matrix that says who reviews what.
import { Tabs } from '@mantine/core'
import '~/theme/late.css'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { type At, projectQuery } from '~/api/queries/project'
import { Page, PageHeader } from '~/ui'
import { Matrix } from './Matrix'
import { RunList, type RunSearch } from './run/RunList'
import { Templates } from './Templates'
import classes from './workflows.module.css'

export type WorkflowsSearch = RunSearch & {
  tab?: string | undefined
  /** Of templates. */
  state?: string | undefined
  category?: string | undefined
}

export function WorkflowsPage({ at, search, onSearch }: { at: At; search: WorkflowsSearch; onSearch: (search: WorkflowsSearch) => void }) {
  const { t } = useTranslation('workflows')
  const { data: project } = useSuspenseQuery(projectQuery(at))
  // Whoever may look at the templates of a project may look at its workflows.
  const open = {
    runs: may(project.abilities, 'workflow_template.view'),
    templates: may(project.abilities, 'workflow_template.view'),
    matrix: may(project.abilities, 'review_matrix.view'),
  }
  const tabs = (['runs', 'templates', 'matrix'] as const).filter((key) => open[key])
  const tab = tabs.find((key) => key === search.tab) ?? tabs[0] ?? 'runs'
  return (
    <Page>
      <PageHeader title={t('title')} />
      <Tabs value={tab} onChange={(value) => onSearch({ tab: value === 'runs' ? undefined : (value ?? undefined) })} className={classes['tabs'] ?? ''} keepMounted={false}>
        <Tabs.List px="lg">
          {tabs.map((key) => (
            <Tabs.Tab key={key} value={key}>
              {t(`tabs.${key}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="runs" className={classes['panel'] ?? ''}>
          <RunList at={at} search={search} onSearch={onSearch} />
        </Tabs.Panel>
        <Tabs.Panel value="templates" className={classes['panel'] ?? ''}>
          <Templates at={at} search={search} onSearch={(next) => onSearch({ ...search, ...next })} />
        </Tabs.Panel>
        <Tabs.Panel value="matrix" className={classes['panel'] ?? ''}>
          <Matrix at={at} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
