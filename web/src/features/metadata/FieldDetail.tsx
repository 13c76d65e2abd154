// One field: what it is, what may be done with it, and its options.
import { Button, Group, Stack, Text, Title } from '@mantine/core'
import '~/theme/late.css'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { changeField, deleteField, type Level, refreshFields } from '~/api/queries/fields'
import type { Field } from '~/api/types'
import { type Action, ActionMenu, Facts, Icon, StatusChip, toast, toastError, useConfirm, useDialog } from '~/ui'
import { EditFieldDialog } from './field-dialogs'
import { OptionList } from './OptionList'

export function FieldDetail({
  at,
  field,
  fields,
  onBack,
  onGone,
}: {
  at: Level
  field: Field
  fields: Field[]
  onBack: (() => void) | undefined
  onGone: () => void
}) {
  const { t } = useTranslation('metadata')
  const client = useQueryClient()
  const open = useDialog()
  const confirm = useConfirm()
  const parent = fields.find(({ key }) => key === field.parent)
  const foreign = Boolean(at.project) && field.level === 'organisation'
  const why = (allowed: boolean, otherwise: string) => (allowed ? undefined : foreign ? t('organisationOwns') : otherwise)
  const retire = (retired: boolean) =>
    changeField(at, field.key, { retired }).then(async () => {
      toast(
        t(retired ? 'retiredDone' : 'restoredDone', { label: field.label }),
        retired ? () => void retire(false).catch(toastError) : undefined,
      )
      await refreshFields(client, at)
    })
  const remove = async () => {
    const done = await confirm({
      title: t('deleteTitle', { label: field.label }),
      text: t('deleteText'),
      action: t('delete'),
      danger: true,
      run: () => deleteField(at, field.key),
    })
    if (!done) return
    onGone()
    toast(t('deletedDone', { label: field.label }))
    await refreshFields(client, at)
  }
  const actions: Action[] = [
    {
      id: 'edit',
      label: t('edit'),
      refusal: why(field.abilities.edit, t('refused')),
      run: () => open((close) => <EditFieldDialog at={at} field={field} onClose={close} />),
    },
    {
      id: 'retire',
      label: field.retired ? t('restore') : t('retire'),
      refusal: why(field.abilities.retire, field.built_in ? t('builtInStays') : t('refused')),
      run: () => void retire(!field.retired).catch(toastError),
    },
    {
      id: 'delete',
      label: t('delete'),
      danger: true,
      refusal: why(field.abilities.delete, field.built_in ? t('builtInStays') : t('inUseStays')),
      run: () => void remove(),
    },
  ]
  return (
    <Stack gap="md" component="section" aria-labelledby="metadata-field">
      {onBack && (
        <Button variant="subtle" color="gray" leftSection={<Icon name="left" />} onClick={onBack} style={{ alignSelf: 'flex-start' }}>
          {t('allFields')}
        </Button>
      )}
      <Group gap="xs">
        <Title order={2} id="metadata-field" style={{ overflowWrap: 'anywhere' }}>
          {field.label}
        </Title>
        {field.retired && <StatusChip tone="quiet">{t('retired')}</StatusChip>}
        <ActionMenu actions={actions} label={field.label} />
      </Group>
      <Facts
        items={[
          [t('facts.kind'), t(`kinds.${field.kind}`)],
          [t('facts.key'), <code key="key">{field.key}</code>],
          [t('facts.from'), t(field.built_in ? 'builtIn' : field.level === 'organisation' ? 'organisation' : 'project')],
          [t('facts.required'), field.required ? t('requiredLong') : t('notRequired')],
          [t('facts.parent'), parent?.label],
          [t('facts.free'), field.kind === 'dropdown' && field.free ? t('freeLong') : ''],
          [t('facts.inNumbers'), field.in_scheme ? t('inNumbersLong') : ''],
        ]}
      />
      {field.kind === 'dropdown' ? (
        <OptionList at={at} field={field} parent={parent} />
      ) : (
        <Text c="dimmed">{t(`about.${field.kind}`, { key: field.key })}</Text>
      )}
    </Stack>
  )
}
