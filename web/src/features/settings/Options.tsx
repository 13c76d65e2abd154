// The choices of the register's fields: codes with words, retired rather than deleted.
import { useWords } from '~/lib/words'
import { Group, Select, Stack, Text, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Option } from '~/api/types'
import { addOption, optionsKey, optionsQuery, retireOption } from '~/api/queries/organisation'
import { ActionMenu, type Column, DataTable, EmptyState, Form, StatusChip, toast, toastError, useForm } from '~/ui'

const FIELDS = ['document_type', 'discipline', 'zone', 'stage', 'level', 'package', 'originator'] as const

export function Options({ org }: { org: string }) {
  const { t } = useTranslation('settings')
  const words = useWords()
  const client = useQueryClient()
  const [field, setField] = useState<string>('document_type')
  const options = useQuery(optionsQuery(org, field))
  const form = useForm({ code: '', label: '' })
  const refresh = () => client.invalidateQueries({ queryKey: optionsKey(org, field) })
  const menu = (option: Option) => (
    <ActionMenu
      label={option.label}
      actions={[
        {
          id: 'retire',
          label: option.retired ? t('options.restore') : t('options.retire'),
          run: () =>
            void retireOption(org, option.id, !option.retired).then(() => {
              const key = option.retired ? 'options.restoredDone' : 'options.retiredDone'
              // Retiring can be taken back, so it asks nothing and offers the way back.
              toast(
                t(key, { label: option.label }),
                option.retired
                  ? undefined
                  : () => void retireOption(org, option.id, false).then(refresh, toastError),
              )
              return refresh()
            }, toastError),
        },
      ]}
    />
  )
  const state = (option: Option) =>
    option.retired ? (
      <StatusChip tone="quiet">{t('options.retired')}</StatusChip>
    ) : (
      <StatusChip>{t('options.inUse')}</StatusChip>
    )
  const columns: Column<Option>[] = [
    { key: 'code', header: t('options.code'), width: '140px', cell: (option) => option.code },
    { key: 'label', header: t('options.label'), width: 'minmax(160px, 1fr)', cell: (option) => option.label },
    { key: 'state', header: t('options.state'), width: '110px', cell: state },
    { key: 'more', header: t('options.more'), width: '52px', quiet: true, align: 'end', cell: menu },
  ]
  return (
    <Stack gap="md">
      <Select
        label={t('options.field')}
        allowDeselect={false}
        data={FIELDS.map((value) => ({ value, label: words('field', value) }))}
        value={field}
        onChange={(value) => setField(FIELDS.find((one) => one === value) ?? 'document_type')}
      />
      <DataTable
        label={words('field', field)}
        columns={columns}
        rows={options.data?.items ?? []}
        loading={options.isPending}
        error={options.error}
        onRetry={() => void options.refetch()}
        getId={(option) => option.id}
        rowLabel={(option) => option.label}
        phone={(option) => ({
          first: (
            <>
              <strong>{option.label}</strong> {state(option)} {menu(option)}
            </>
          ),
          second: <span>{option.code}</span>,
        })}
        empty={<EmptyState title={t('options.empty')} />}
        fit
      />
      <Form
        form={form}
        submit={t('options.add')}
        disabled={!form.values.code || !form.values.label}
        onSubmit={async (values) => {
          const added = await addOption(org, { field, ...values })
          form.reset({ code: '', label: '' })
          toast(t('options.added', { label: added.label }))
          await refresh()
        }}
      >
        <Group grow align="flex-start">
          <TextInput label={t('options.code')} {...form.text('code')} />
          <TextInput label={t('options.label')} {...form.text('label')} />
        </Group>
        <Text size="xs" c="dimmed">
          {t('options.hint')}
        </Text>
      </Form>
    </Stack>
  )
}
