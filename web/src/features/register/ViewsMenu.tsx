// Saved views: what one looks at again and again, kept for oneself or shared with the project.
import { Button, Menu, Switch, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import type { At } from '~/api/queries/project'
import { changeView, createView, deleteView, viewsQuery } from '~/api/queries/register'
import { meQuery } from '~/api/queries/session'
import type { View } from '~/api/types'
import { FormDialog, Icon, toast, toastError, useConfirm, useDialog, useForm } from '~/ui'
import { useFirstView } from './first-view'
import classes from './register.module.css'
import { ALL, isFiltered, type RegisterSearch } from './search'
import { differs, fromView, toView } from './views'

// What is seldom seen comes in the same delivery.
export { RegisterEmpty } from './RegisterEmpty'

type Props = {
  at: At
  search: RegisterSearch
  onSearch: (search: RegisterSearch) => void
  /** The columns on the screen, which a new view keeps. */
  columns: string[]
}

const mayChange = (view: View) => may(view.abilities, 'saved_view.change')

/** A tick beside what is chosen, and as much room beside the rest. */
const tick = (on: boolean) => (on ? <Icon name="check" size={14} /> : <span className={classes['untick']} />)

export function ViewsMenu({ at, search, onSearch, columns }: Props) {
  const { t } = useTranslation('documents')
  const client = useQueryClient()
  const open = useDialog()
  const confirm = useConfirm()
  const { data: me } = useQuery(meQuery)
  const { data } = useQuery(viewsQuery(at))
  const [first, setFirst] = useFirstView(at, me?.account.id)
  const views = data?.items ?? []
  const current = views.find((view) => view.id === search.view)
  const changed = current !== undefined && differs(search, current.query)
  // Filters without a name are no view, and not all documents either.
  const name = current?.name ?? (isFiltered(search) ? t('views.unnamed') : t('views.all'))
  const refresh = () => client.invalidateQueries({ queryKey: viewsQuery(at).queryKey })
  const own = views.filter((view) => !view.shared)
  const shared = views.filter((view) => view.shared)

  const item = (view: View) => (
    <Menu.Item
      key={view.id}
      aria-current={view.id === current?.id || undefined}
      leftSection={tick(view.id === current?.id)}
      rightSection={view.owner && !view.mine && <span className={classes['changed']}>{t('views.by', { name: view.owner.name })}</span>}
      onClick={() => onSearch(fromView(view.id, view.query))}
    >
      {view.name}
    </Menu.Item>
  )

  async function save(view: View) {
    try {
      const query = toView(search, search.cols ? columns : view.query.columns)
      const saved = await changeView(at, view.id, { version: view.version, query })
      onSearch({ ...fromView(saved.id, saved.query), open: search.open, tab: search.tab })
      toast(t('views.created', { name: saved.name }))
    } catch (problem) {
      toastError(problem)
    }
    await refresh()
  }

  async function remove(view: View) {
    const done = await confirm({
      title: t('views.deleteTitle', { name: view.name }),
      text: view.shared ? t('views.deleteShared') : t('views.deleteOwn'),
      action: t('views.delete'),
      danger: true,
      run: () => deleteView(at, view.id),
    })
    if (!done) return
    if (first === view.id) setFirst(undefined)
    onSearch({ ...search, view: undefined })
    toast(t('views.deleted'))
    await refresh()
  }

  const saveAs = () =>
    open((close) => (
      <ViewDialog
        title={t('views.saveAs')}
        name=""
        shared={false}
        mayShare={may(data?.abilities, 'saved_view.share')}
        onClose={close}
        save={(values) => createView(at, { ...values, query: toView(search, columns) })}
        onSaved={(view) => {
          onSearch(fromView(view.id, view.query))
          return refresh()
        }}
      />
    ))
  const edit = (view: View) =>
    open((close) => (
      <ViewDialog
        title={t('views.edit')}
        name={view.name}
        shared={view.shared}
        // Somebody else's view that is taken back from the project would be out of sight at once.
        mayShare={view.mine && may(data?.abilities, 'saved_view.share')}
        onClose={close}
        save={(values) => changeView(at, view.id, { ...values, version: view.version })}
        onSaved={refresh}
      />
    ))

  return (
    <Menu position="bottom-end" withinPortal withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default" rightSection={<Icon name="down" size={12} />} aria-label={t('views.button', { name })}>
          <span className={classes['viewName']}>{name}</span>
          {changed && <span className={classes['changed']}>{t('views.changed')}</span>}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes['views'] ?? ''}>
        <Menu.Item leftSection={tick(!current && !isFiltered(search))} onClick={() => onSearch(first ? { view: ALL } : {})}>
          {t('views.all')}
        </Menu.Item>
        {own.length > 0 && <Menu.Label>{t('views.own')}</Menu.Label>}
        {own.map(item)}
        {shared.length > 0 && <Menu.Label>{t('views.shared')}</Menu.Label>}
        {shared.map(item)}
        <Menu.Divider />
        {current && changed && mayChange(current) && <Menu.Item onClick={() => void save(current)}>{t('views.save')}</Menu.Item>}
        {current && changed && <Menu.Item onClick={() => onSearch(fromView(current.id, current.query))}>{t('views.undo')}</Menu.Item>}
        {may(data?.abilities, 'saved_view.keep') && <Menu.Item onClick={saveAs}>{t('views.saveAs')}</Menu.Item>}
        {current && (
          <Menu.CheckboxItem checked={first === current.id} onChange={(on) => setFirst(on ? current.id : undefined)}>
            {t('views.first')}
          </Menu.CheckboxItem>
        )}
        {current && mayChange(current) && (
          <>
            <Menu.Item onClick={() => edit(current)}>{t(current.mine ? 'views.edit' : 'views.rename')}</Menu.Item>
            <Menu.Item c="var(--wl-danger)" onClick={() => void remove(current)}>
              {t('views.delete')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

function ViewDialog({
  title,
  name,
  shared,
  mayShare,
  save,
  onSaved,
  onClose,
}: {
  title: string
  name: string
  shared: boolean
  mayShare: boolean
  save: (values: { name: string; shared: boolean }) => Promise<View>
  onSaved: (view: View) => unknown
  onClose: () => void
}) {
  const { t } = useTranslation('documents')
  const form = useForm({ name, shared })
  return (
    <FormDialog
      title={title}
      form={form}
      submit={t('views.create')}
      disabled={form.values.name.trim() === ''}
      onClose={onClose}
      onSubmit={async (values) => {
        const saved = await save(values)
        toast(t('views.created', { name: saved.name }))
        await onSaved(saved)
      }}
    >
      <TextInput label={t('views.name')} required maxLength={80} data-autofocus {...form.text('name')} />
      {mayShare && <Switch label={t('views.share')} description={t('views.shareHint')} {...form.check('shared')} />}
    </FormDialog>
  )
}
