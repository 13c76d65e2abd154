// The options of a field: codes with words, in order. What documents bear is retired rather than deleted.
import { Button, Group, Select, Text, TextInput, Title } from '@mantine/core'
import '~/theme/late.css'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addOption, changeOption, deleteOption, type Level, refreshFields } from '~/api/queries/fields'
import type { Field, FieldOption } from '~/api/types'
import { type Action, ActionMenu, EmptyState, Form, moved, SortableList, StatusChip, toast, toastError, useDialog, useForm } from '~/ui'
import { EditOptionDialog } from './field-dialogs'
import classes from './metadata.module.css'

const FEW = 12
const MANY = 100

export function OptionList({ at, field, parent }: { at: Level; field: Field; parent: Field | undefined }) {
  const { t } = useTranslation('metadata')
  const client = useQueryClient()
  const open = useDialog()
  const [text, setText] = useState('')
  const [whole, setWhole] = useState(false)
  const [order, setOrder] = useState<string[]>()
  const here = at.project ? 'project' : 'organisation'
  const refresh = () => refreshFields(client, at)
  const rank = (one: FieldOption) => order?.indexOf(one.code) ?? 0
  const all = order ? [...field.options].sort((a, b) => rank(a) - rank(b)) : field.options
  const wanted = text.trim().toLowerCase()
  const found = wanted ? all.filter(({ code, label }) => `${code} ${label}`.toLowerCase().includes(wanted)) : all
  const shown = whole ? found : found.slice(0, MANY)
  const parentName = (code: string) => parent?.options.find((one) => one.code === code)?.label ?? code

  const move = async (from: number, to: number) => {
    const [one, target] = [all[from], all[to]]
    if (!one || !target) return
    setOrder(moved(all, from, to).map(({ code }) => code))
    try {
      await changeOption(at, field.key, one.code, { position: target.position })
    } catch (error) {
      toastError(error)
    }
    await refresh()
    setOrder(undefined)
  }
  const retire = (option: FieldOption, retired: boolean): Promise<unknown> =>
    changeOption(at, field.key, option.code, { retired }).then(() => {
      toast(
        t(retired ? 'option.retiredDone' : 'option.restoredDone', { label: option.label }),
        retired ? () => void retire(option, false).catch(toastError) : undefined,
      )
      return refresh()
    })
  const remove = (option: FieldOption) =>
    deleteOption(at, field.key, option.code).then(() => {
      toast(t('option.deletedDone', { label: option.label }), () => {
        const { code, label, parent: under } = option
        void addOption(at, field.key, { code, label, parent: under }).then(refresh).catch(toastError)
      })
      return refresh()
    })
  const actions = (option: FieldOption): Action[] => [
    {
      id: 'edit',
      label: t('option.edit'),
      run: () => open((close) => <EditOptionDialog at={at} field={field} parent={parent} option={option} onClose={close} />),
    },
    {
      id: 'retire',
      label: option.retired ? t('restore') : t('retire'),
      run: () => void retire(option, !option.retired).catch(toastError),
    },
    {
      id: 'delete',
      label: t('delete'),
      danger: true,
      refusal: option.used ? t('option.usedStays') : undefined,
      run: () => void remove(option).catch(toastError),
    },
  ]
  return (
    <section aria-labelledby="metadata-options">
      <Group justify="space-between" mb="sm">
        <Title order={3} id="metadata-options">
          {t('options')}
        </Title>
        {field.options.length > FEW && (
          <TextInput
            size="xs"
            type="search"
            aria-label={t('option.find')}
            placeholder={t('option.find')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
      </Group>
      {field.options.length === 0 ? (
        <EmptyState title={t('option.none')}>{field.free ? t('option.noneFree') : t('option.noneText')}</EmptyState>
      ) : (
        <SortableList
          label={t('optionsOf', { label: field.label })}
          items={shown}
          getId={(option) => option.code}
          itemLabel={(option) => option.label}
          fixed={(option) => option.level !== here}
          onMove={field.abilities.add_option && !wanted ? (from, to) => void move(from, to) : undefined}
        >
          {(option) => (
            <div className={classes['option']}>
              <strong className="numeric">{option.code}</strong>
              <span>
                {option.label}
                {option.parent && (
                  <Text span size="xs" c="dimmed">
                    {' '}
                    {t('option.under', { parent: parentName(option.parent) })}
                  </Text>
                )}
              </span>
              <span>
                {option.retired && <StatusChip tone="quiet">{t('retired')}</StatusChip>}
                {at.project && option.level === 'organisation' && <StatusChip tone="quiet">{t('organisationShort')}</StatusChip>}
              </span>
              <span>
                {option.level === here && field.abilities.add_option && <ActionMenu actions={actions(option)} label={option.label} />}
              </span>
            </div>
          )}
        </SortableList>
      )}
      {field.options.length > 0 && found.length === 0 && <Text c="dimmed">{t('option.noneFound', { text })}</Text>}
      {shown.length < found.length && (
        <Button variant="subtle" size="xs" mt="xs" onClick={() => setWhole(true)}>
          {t('option.showAll', { count: found.length })}
        </Button>
      )}
      {field.abilities.add_option && !field.retired && <AddOption at={at} field={field} parent={parent} />}
    </section>
  )
}

export const parentChoices = (parent: Field | undefined) =>
  (parent?.options ?? []).filter(({ retired }) => !retired).map(({ code, label }) => ({ value: code, label: `${code} · ${label}` }))

function AddOption({ at, field, parent }: { at: Level; field: Field; parent: Field | undefined }) {
  const { t } = useTranslation('metadata')
  const client = useQueryClient()
  const form = useForm({ code: '', label: '', parent: '' })
  return (
    <div style={{ marginTop: 16 }}>
      <Form
        form={form}
        submit={t('option.add')}
        disabled={!form.values.code.trim() || !form.values.label.trim()}
        onSubmit={async ({ code, label, parent: under }) => {
          const added = await addOption(at, field.key, { code: code.trim(), label: label.trim(), parent: under || null })
          // The next one is likely to stand under the same parent.
          form.reset({ code: '', label: '', parent: under })
          toast(t('option.added', { label: added.label }))
          // The next one can be typed and sent while the list is fetched anew.
          void refreshFields(client, at)
        }}
      >
        <Group grow align="flex-start">
          <TextInput label={t('option.code')} description={t('option.codeHint')} {...form.text('code')} />
          <TextInput label={t('option.label')} description={t('option.labelHint')} {...form.text('label')} />
          {parent && (
            <Select
              label={parent.label}
              description={t('option.parentHint')}
              clearable
              searchable
              data={parentChoices(parent)}
              value={form.values.parent || null}
              onChange={(value) => form.set('parent', value ?? '')}
              error={form.errors['parent']}
            />
          )}
        </Group>
      </Form>
    </div>
  )
}
