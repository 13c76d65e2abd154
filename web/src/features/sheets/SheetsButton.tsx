// The way out of the register as a workbook or files, and the way into it.
import { Button, Menu } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { condition, may } from '~/api/abilities'
import { type At, projectQuery } from '~/api/queries/project'
import type { DocumentFilter } from '~/api/types'
import { Icon, useDialog } from '~/ui'
import { ExportDialog } from './ExportDialog'
import { ExportsDialog } from './ExportsDialog'

export function SheetsButton({ at, filter, columns, count, earlier, onEarlier }: { at: At; filter: DocumentFilter; columns: string[]; count: number | undefined; earlier: boolean; onEarlier: (shown: boolean) => void }) {
  const { t } = useTranslation('sheets')
  const open = useDialog()
  const { data: project } = useQuery(projectQuery(at))
  const importing =
    project?.mode !== 'external' && !project?.locked && may(project?.abilities, 'document.create') && condition(project?.abilities, 'document.create') === undefined
  const exporting = () => open((close) => <ExportDialog at={at} filter={filter} columns={columns} count={count} onClose={close} />)
  return (
    <>
      {earlier && <ExportsDialog at={at} onClose={() => onEarlier(false)} />}
      <Menu position="bottom-end" withinPortal withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button variant="default" rightSection={<Icon name="down" size={12} />}>
            {t(importing ? 'button' : 'export.button')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={exporting}>{t('export.open')}</Menu.Item>
          <Menu.Item onClick={() => onEarlier(true)}>{t('export.earlier')}</Menu.Item>
          {importing && (
            <Menu.Item component={Link} to={`/o/${at.org}/p/${at.project}/import`}>
              {t('import.open')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
