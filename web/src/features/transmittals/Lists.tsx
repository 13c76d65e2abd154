// Distribution lists: names for people, groups, companies and addresses. A project has its own beside those of its organisation.
import { Button, Group, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may, refusal } from '~/api/abilities'
import { changeList, createList, deleteList, type ListsAt, listsQuery } from '~/api/queries/transmittals'
import type { DistributionList } from '~/api/types'
import { isProblem } from '~/lib/problem'
import { ActionMenu, EmptyState, ErrorBox, FormDialog, OutsideMark, toast, useConfirm, useDialog, useForm } from '~/ui'
import { adding, keyOf, type Named, named, toKey } from './draft'
import { About, EntryList, nameOf } from './EntryList'
import { EntryPicker } from './EntryPicker'
import { placed, useKnown } from './known'
import classes from './transmittals.module.css'

export function Lists({ at }: { at: ListsAt }) {
  const { t } = useTranslation('transmittals')
  const open = useDialog()
  const lists = useQuery(listsQuery(at))
  const act = at.project ? 'distribution_list.manage' : 'organisation.settings'
  if (lists.error) return <ErrorBox error={lists.error} onRetry={() => void lists.refetch()} />
  if (!lists.data) {
    return (
      <Stack aria-busy aria-label={t('lists.title')}>
        <Skeleton height={72} />
        <Skeleton height={72} />
      </Stack>
    )
  }
  const { items, abilities } = lists.data
  const not = refusal(abilities, act, t('refused'))
  const add = may(abilities, act) && <Button {...(at.project ? {} : { variant: 'default' })} onClick={() => open((close) => <ListDialog at={at} onClose={close} />)}>{t('lists.add')}</Button>
  return (
    <Stack gap="md">
      {items.length === 0 ? (
        <EmptyState title={t('lists.empty')} action={add}>
          {t('lists.emptyText')}
        </EmptyState>
      ) : (
        <>
          {add && <Group justify="flex-end">{add}</Group>}
          <div>
            {items.map((list) => (
              <One key={list.id} at={at} list={list} refusal={not} />
            ))}
          </div>
        </>
      )}
      {not && <Text c="dimmed">{not}</Text>}
    </Stack>
  )
}

function One({ at, list, refusal }: { at: ListsAt; list: DistributionList; refusal: string | undefined }) {
  const { t } = useTranslation('transmittals')
  const client = useQueryClient()
  const confirm = useConfirm()
  const open = useDialog()
  const known = useKnown(at)
  // Those of the organisation are changed in its settings.
  const elsewhere = at.project !== undefined && list.scope === 'organisation'
  return (
    <section className={classes['list']} aria-label={list.name}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div className={classes['who']}>
          <Title order={2}>{list.name}</Title>
          {elsewhere && (
            <Text size="xs" c="dimmed">
              {t('lists.ofOrganisation')}
            </Text>
          )}
        </div>
        {!elsewhere && (
          <ActionMenu
            label={list.name}
            actions={[
              { id: 'edit', label: t('lists.edit'), refusal, run: () => open((close) => <ListDialog at={at} list={list} onClose={close} />) },
              {
                id: 'delete',
                label: t('lists.delete'),
                danger: true,
                refusal,
                run: () =>
                  void confirm({
                    title: t('lists.deleteTitle', { name: list.name }),
                    text: t('lists.deleteText'),
                    action: t('lists.delete'),
                    danger: true,
                    run: () => deleteList(at, list.id),
                  }).then((done) => {
                    if (!done) return
                    toast(t('lists.deleted', { name: list.name }))
                    void client.invalidateQueries({ queryKey: listsQuery(at).queryKey })
                  }),
              },
            ]}
          />
        )}
      </Group>
      {list.entries.length === 0 ? (
        <Text c="dimmed">{t('lists.nobody')}</Text>
      ) : (
        <ul className={classes['names']}>
          {list.entries.map((view) => {
            const entry = placed(named(view), known.people, known.lists)
            return (
              <li key={keyOf(entry)}>
                {entry.outside && <OutsideMark />} {nameOf(entry) || t('kinds.gone')}{' '}
                <Text component="span" size="xs" c="dimmed">
                  <About entry={entry} />
                </Text>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}

function ListDialog({ at, list, onClose }: { at: ListsAt; list?: DistributionList; onClose: () => void }) {
  const { t } = useTranslation('transmittals')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const form = useForm({ name: list?.name ?? '', entries: (list?.entries ?? []).map(named) })
  const [wrong, setWrong] = useState<Record<string, string>>({})
  const { entries } = form.values
  const known = useKnown(at)
  return (
    <FormDialog
      title={list ? t('lists.editTitle', { name: list.name }) : t('lists.add')}
      form={form}
      submit={ui('save')}
      disabled={form.values.name.trim() === ''}
      onClose={onClose}
      onSubmit={async ({ name, entries }) => {
        setWrong({})
        const body = { name: name.trim(), entries: entries.map(toKey) }
        try {
          await (list ? changeList(at, list.id, { ...body, version: list.version }) : createList(at, body))
        } catch (problem) {
          if (isProblem(problem)) setWrong(problem.fields)
          throw problem
        }
        await client.invalidateQueries({ queryKey: listsQuery(at).queryKey })
        toast(t('lists.saved', { name: body.name }))
      }}
    >
      <TextInput label={t('lists.name')} required maxLength={80} data-autofocus {...form.text('name')} />
      <EntryPicker
        at={at}
        label={t('lists.who')}
        description={t(at.project ? 'picker.hint' : 'picker.hintOrganisation')}
        taken={entries}
        onAdd={(entry: Named) => form.set('entries', adding(entries, [entry], keyOf))}
        error={form.errors['entries']}
      />
      <EntryList
        label={t('lists.who')}
        entries={entries.map((entry) => placed(entry, known.people, known.lists))}
        onChange={(next) => {
          setWrong({})
          form.set('entries', next)
        }}
        wrong={(index) => Object.entries(wrong).find(([field]) => field.startsWith(`entries[${index}]`))?.[1]}
      />
    </FormDialog>
  )
}
