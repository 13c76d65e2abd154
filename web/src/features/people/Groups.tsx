// Access control groups: who is in them and what they add.
import { useWords } from '~/lib/words'
import { ActionIcon, Button, Group as Row, MultiSelect, Select, Skeleton, Stack, Text, Textarea, TextInput, Title } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Group } from '~/api/types'
import {
  type At,
  changeGroup,
  createGroup,
  deleteGroup,
  groupChoicesQuery,
  groupsKey,
  membershipChoicesQuery,
  setGroupMember,
} from '~/api/queries/project'
import { ActionMenu, EmptyState, ErrorBox, FormDialog, Icon, OutsideMark, toast, toastError, Toolbar, useConfirm, useDialog, useForm } from '~/ui'
import { ACTIONS } from './Overrides'
import classes from './people.module.css'

export function Groups({ at, mayManage }: { at: At; mayManage: boolean }) {
  const { t } = useTranslation('people')
  const open = useDialog()
  const groups = useQuery(groupChoicesQuery(at))
  const add = mayManage && (
    <Button onClick={() => open((close) => <GroupDialog at={at} onClose={close} />)}>{t('group.add')}</Button>
  )
  return (
    <>
      <Toolbar action={add} />
      <div className={classes['groups']}>
        {groups.error ? (
          <ErrorBox error={groups.error} onRetry={() => void groups.refetch()} />
        ) : groups.data === undefined ? (
          <Stack>
            <Skeleton height={72} />
            <Skeleton height={72} />
          </Stack>
        ) : groups.data.length === 0 ? (
          <EmptyState title={t('group.empty')} action={add} />
        ) : (
          groups.data.map((group) => <One key={group.id} at={at} group={group} mayManage={mayManage} />)
        )}
      </div>
    </>
  )
}

function One({ at, group, mayManage }: { at: At; group: Group; mayManage: boolean }) {
  const { t } = useTranslation('people')
  const words = useWords()
  const client = useQueryClient()
  const confirm = useConfirm()
  const open = useDialog()
  const [adding, setAdding] = useState(false)
  const custom = group.kind === 'custom'
  const refresh = () => client.invalidateQueries({ queryKey: groupsKey(at) })
  const set = (member: string, inside: boolean, message: string) =>
    setGroupMember(at, group.id, member, inside).then(() => {
      toast(message)
      setAdding(false)
      return refresh()
    }, toastError)
  const description = custom ? group.description : group.description || t('group.control')
  return (
    <section className={classes['group']} aria-label={group.name}>
      <Row justify="space-between" wrap="nowrap">
        <div>
          <Title order={2}>{group.name}</Title>
          {description && <Text c="dimmed">{description}</Text>}
          {group.actions.length > 0 && (
            <Text size="xs" c="dimmed">
              {t('group.actions')}: {group.actions.map((action) => words('action', action)).join(', ')}
            </Text>
          )}
        </div>
        {mayManage && (
          <ActionMenu
            label={group.name}
            actions={[
              { id: 'add', label: t('group.memberAdd'), run: () => setAdding(true) },
              ...(custom
                ? [
                    {
                      id: 'edit',
                      label: t('group.edit'),
                      run: () => open((close) => <GroupDialog at={at} group={group} onClose={close} />),
                    },
                    {
                      id: 'delete',
                      label: t('group.delete'),
                      danger: true,
                      run: () =>
                        void confirm({
                          title: t('group.deleteTitle', { name: group.name }),
                          text: t('group.deleteText'),
                          action: t('group.delete'),
                          danger: true,
                          run: () => deleteGroup(at, group.id),
                        }).then((done) => {
                          if (!done) return
                          toast(t('group.deleted', { name: group.name }))
                          void refresh()
                        }),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Row>
      <ul>
        {group.members.map((person) => (
          <li key={person.id}>
            {person.outside && <OutsideMark />} {person.name}
            {mayManage ? (
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                aria-label={t('group.memberRemove', { name: person.name, group: group.name })}
                onClick={() => void set(person.id, false, t('group.removed', { name: person.name, group: group.name }))}
              >
                <Icon name="close" size={14} />
              </ActionIcon>
            ) : (
              <span>&nbsp;</span>
            )}
          </li>
        ))}
      </ul>
      {adding && <AddMember at={at} group={group} onChosen={(id, name) => void set(id, true, t('group.added', { name, group: group.name }))} />}
    </section>
  )
}

function AddMember({ at, group, onChosen }: { at: At; group: Group; onChosen: (id: string, name: string) => void }) {
  const { t } = useTranslation('people')
  const team = useQuery(membershipChoicesQuery(at))
  const inside = new Set(group.members.map((person) => person.id))
  const choices = (team.data ?? []).map(({ person }) => person).filter((person) => !inside.has(person.id))
  return (
    <Select
      mt="sm"
      maw={400}
      searchable
      autoFocus
      aria-label={t('group.memberAdd')}
      placeholder={t('group.memberAdd')}
      data={choices.map((person) => ({
        value: person.id,
        label: [person.name, person.company?.name].filter(Boolean).join(' · '),
      }))}
      value={null}
      onChange={(id) => {
        const person = choices.find((one) => one.id === id)
        if (person) onChosen(person.id, person.name)
      }}
    />
  )
}

function GroupDialog({ at, group, onClose }: { at: At; group?: Group; onClose: () => void }) {
  const { t } = useTranslation('people')
  const words = useWords()
  const client = useQueryClient()
  const team = useQuery({ ...membershipChoicesQuery(at), enabled: !group })
  const form = useForm({
    name: group?.name ?? '',
    description: group?.description ?? '',
    actions: group?.actions ?? [],
    member_ids: [] as string[],
  })
  return (
    <FormDialog
      title={group ? t('group.editTitle', { name: group.name }) : t('group.title')}
      form={form}
      submit={group ? t('group.edit') : t('group.add')}
      onClose={onClose}
      onSubmit={async ({ member_ids, ...values }) => {
        await (group ? changeGroup(at, group.id, values) : createGroup(at, { ...values, member_ids }))
        await client.invalidateQueries({ queryKey: groupsKey(at) })
        toast(t('group.saved'))
      }}
    >
      <TextInput label={t('group.name')} required data-autofocus {...form.text('name')} />
      <Textarea label={t('group.description')} autosize minRows={2} {...form.text('description')} />
      <MultiSelect
        label={t('group.actions')}
        data={ACTIONS.map((action) => ({ value: action, label: words('action', action) }))}
        {...form.field('actions')}
      />
      {!group && (
        <MultiSelect
          label={t('group.members')}
          searchable
          data={(team.data ?? []).map(({ person }) => ({ value: person.id, label: person.name }))}
          {...form.field('member_ids')}
        />
      )}
    </FormDialog>
  )
}
