// What may be done with a report: kept, shared, renamed, deleted, and taken along as a file.
import { Button, Group, Menu, Switch, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import type { At } from '~/api/queries/project'
import { changeReport, deleteReport, keepReport, reportFile, reportsQuery } from '~/api/queries/reports'
import type { ReportFormat, Reports, SavedReport } from '~/api/types'
import { FormDialog, Icon, toast, toastError, useConfirm, useDialog, useForm } from '~/ui'
import { asksTheSame, fromQuestion, type ReportSearch, toQuestion } from './question'

const FORMATS: ReportFormat[] = ['xlsx', 'csv', 'pdf']

export function ReportActions({
  at,
  reports,
  search,
  onSearch,
}: {
  at: At
  reports: Reports
  search: ReportSearch
  onSearch: (search: ReportSearch, replace?: boolean) => void
}) {
  const { t } = useTranslation('reports')
  const client = useQueryClient()
  const open = useDialog()
  const confirm = useConfirm()
  const [writing, setWriting] = useState(false)
  const current = reports.items.find(({ id }) => id === search.report)
  const ready = reports.ready.find(({ key }) => key === search.report)
  const mayChange = may(current?.abilities, 'report.change')
  const changed = current !== undefined && !asksTheSame(search, fromQuestion(current.question))
  const question = toQuestion(search)
  const refresh = () => client.invalidateQueries({ queryKey: reportsQuery(at).queryKey })
  const mayShare = may(reports.abilities, 'report.share')

  const take = async (format: ReportFormat) => {
    if (!question) return
    setWriting(true)
    try {
      const name = current?.name ?? ready?.name
      const file = await reportFile(at, { format, question, ...(name ? { name: name.slice(0, 80) } : {}) })
      hand(file)
      toast(t('exported', { name: file.name }))
    } catch (error) {
      toastError(error)
    }
    setWriting(false)
  }
  const keep = () =>
    open((close) => (
      <KeepDialog
        title={t('keepAs')}
        name=""
        shared={false}
        mayShare={mayShare}
        onClose={close}
        save={async (values) => {
          if (!question) return
          const saved = await keepReport(at, { ...values, question })
          await refresh()
          onSearch(fromQuestion(saved.question, saved.id), true)
          toast(t('kept', { name: saved.name }))
        }}
      />
    ))
  const edit = (report: SavedReport) =>
    open((close) => (
      <KeepDialog
        title={report.mine ? t('edit') : t('rename')}
        name={report.name}
        shared={report.shared}
        // Somebody else's report that is taken back from the project would be out of sight at once.
        mayShare={report.mine && mayShare}
        onClose={close}
        save={async (values) => {
          const saved = await changeReport(at, report.id, { ...values, version: report.version })
          await refresh()
          toast(t('kept', { name: saved.name }))
        }}
      />
    ))
  const update = async (report: SavedReport) => {
    if (!question) return
    try {
      const saved = await changeReport(at, report.id, { version: report.version, question })
      toast(t('kept', { name: saved.name }))
    } catch (error) {
      toastError(error)
    }
    await refresh()
  }
  const remove = async (report: SavedReport) => {
    const done = await confirm({
      title: t('deleteTitle', { name: report.name }),
      text: report.shared ? t('deleteShared') : t('deleteOwn'),
      action: t('delete'),
      danger: true,
      run: () => deleteReport(at, report.id),
    })
    if (!done) return
    onSearch({}, true)
    toast(t('deleted'))
    await refresh()
  }
  return (
    <Group gap="xs">
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button variant="default" loading={writing} rightSection={<Icon name="down" size={12} />}>
            {t('export')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {FORMATS.map((format) => (
            <Menu.Item key={format} onClick={() => void take(format)}>
              {t(`formats.${format}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button variant="default" rightSection={<Icon name="down" size={12} />}>
            {t('keep')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {current && changed && mayChange && <Menu.Item onClick={() => void update(current)}>{t('update')}</Menu.Item>}
          {current && changed && <Menu.Item onClick={() => onSearch(fromQuestion(current.question, current.id))}>{t('undo')}</Menu.Item>}
          {may(reports.abilities, 'report.keep') && <Menu.Item onClick={keep}>{t('keepAs')}</Menu.Item>}
          {current && mayChange && (
            <>
              <Menu.Item onClick={() => edit(current)}>{current.mine ? t('edit') : t('rename')}</Menu.Item>
              <Menu.Item c="var(--wl-danger)" onClick={() => void remove(current)}>
                {t('delete')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
    </Group>
  )
}

/** Lets the browser keep bytes under a name. */
function hand({ name, bytes }: { name: string; bytes: Blob }) {
  const address = URL.createObjectURL(bytes)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has taken hold of the bytes by the next turn.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

function KeepDialog({
  title,
  name,
  shared,
  mayShare,
  save,
  onClose,
}: {
  title: string
  name: string
  shared: boolean
  mayShare: boolean
  save: (values: { name: string; shared: boolean }) => Promise<void>
  onClose: () => void
}) {
  const { t } = useTranslation('reports')
  const form = useForm({ name, shared })
  return (
    <FormDialog
      title={title}
      form={form}
      submit={t('keep')}
      disabled={form.values.name.trim() === ''}
      onClose={onClose}
      onSubmit={(values) => save({ ...values, name: values.name.trim() })}
    >
      <TextInput label={t('name')} required maxLength={80} data-autofocus {...form.text('name')} />
      {mayShare && <Switch label={t('share')} description={t('shareHint')} {...form.check('shared')} />}
    </FormDialog>
  )
}
