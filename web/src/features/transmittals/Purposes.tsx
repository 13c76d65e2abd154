// What transmittals of the organisation can be sent for, and what each purpose asks of those who get one.
import { Button, Group, NumberInput, Select, Skeleton, Stack, Switch, Text, TextInput, Title } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { may, refusal } from '~/api/abilities'
import { changePurpose, createPurpose, purposesQuery } from '~/api/queries/transmittals'
import type { OrganisationSettings, Purpose } from '~/api/types'
import { ActionMenu, ErrorBox, Form, FormDialog, StatusChip, toast, toastError, useDialog, useForm } from '~/ui'
import { Lists } from './Lists'
import classes from './transmittals.module.css'

const RESPONSES = ['none', 'comments', 'formal'] as const
const ACKNOWLEDGEMENTS = ['required', 'optional', 'none'] as const

type Defaults = OrganisationSettings['transmittals']

export function TransmittalSettings({ org, defaults, onSave }: { org: string; defaults: Defaults; onSave: (defaults: Defaults) => Promise<void> }) {
  const { t } = useTranslation('transmittals')
  return (
    <Stack gap={40}>
      <DefaultsForm org={org} defaults={defaults} onSave={onSave} />
      <Purposes org={org} />
      <section aria-labelledby="transmittal-lists">
        <Title order={2} id="transmittal-lists">
          {t('lists.title')}
        </Title>
        <Text c="dimmed" mb="md">
          {t('lists.about')}
        </Text>
        <Lists at={{ org }} />
      </section>
    </Stack>
  )
}

function DefaultsForm({ org, defaults, onSave }: Parameters<typeof TransmittalSettings>[0]) {
  const { t } = useTranslation('transmittals')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const form = useForm(defaults)
  const save = async (values: Defaults) => {
    await onSave(values)
    await client.invalidateQueries({ queryKey: purposesQuery(org).queryKey })
  }
  return (
    <Form form={form} submit={ui('save')} onSubmit={save}>
      <NumberInput
        label={t('defaults.acknowledge_days')}
        description={t('defaults.acknowledgeHint')}
        min={1}
        max={90}
        allowDecimal={false}
        value={form.values.acknowledge_days}
        onChange={(days) => form.set('acknowledge_days', Number(days))}
        error={form.errors['acknowledge_days']}
      />
    </Form>
  )
}

function Purposes({ org }: { org: string }) {
  const { t } = useTranslation('transmittals')
  const open = useDialog()
  const client = useQueryClient()
  const purposes = useQuery(purposesQuery(org))
  if (purposes.error) return <ErrorBox error={purposes.error} onRetry={() => void purposes.refetch()} />
  if (!purposes.data) return <Skeleton height={200} />
  const { items, abilities } = purposes.data
  const not = refusal(abilities, 'organisation.settings', t('refused'))
  const set = (purpose: Purpose, active: boolean) =>
    changePurpose(org, purpose.id, { version: purpose.version, active }).then(
      () => toast(t(active ? 'purposes.restored' : 'purposes.retiredDone', { name: purpose.name })),
      toastError,
    ).finally(() => client.invalidateQueries({ queryKey: purposesQuery(org).queryKey }))
  return (
    <section aria-labelledby="transmittal-purposes">
      <Group justify="space-between" align="flex-start" mb="md">
        <div>
          <Title order={2} id="transmittal-purposes">
            {t('purposes.title')}
          </Title>
          <Text c="dimmed">{t('purposes.about')}</Text>
        </div>
        {may(abilities, 'organisation.settings') && (
          <Button onClick={() => open((close) => <PurposeDialog org={org} onClose={close} />)}>{t('purposes.add')}</Button>
        )}
      </Group>
      <ul className={classes['entries']} aria-labelledby="transmittal-purposes">
        {items.map((purpose) => (
          <li key={purpose.id}>
            <div className={classes['who']}>
              <span>
                {purpose.name} {!purpose.active && <StatusChip tone="quiet">{t('purposes.retired')}</StatusChip>}
              </span>
              <Text component="span" size="xs" c="dimmed">
                <Asks purpose={purpose} />
              </Text>
            </div>
            {purpose.built_in ? (
              <Text size="xs" c="dimmed">
                {t('purposes.builtIn')}
              </Text>
            ) : (
              <ActionMenu
                label={purpose.name}
                actions={[
                  { id: 'edit', label: t('purposes.edit'), refusal: not, run: () => open((close) => <PurposeDialog org={org} purpose={purpose} onClose={close} />) },
                  {
                    id: 'retire',
                    label: t(purpose.active ? 'purposes.retire' : 'purposes.restore'),
                    refusal: not,
                    run: () => void set(purpose, !purpose.active),
                  },
                ]}
              />
            )}
          </li>
        ))}
      </ul>
      {not && <Text c="dimmed">{not}</Text>}
    </section>
  )
}

/** What a purpose asks, as one line. */
export function Asks({ purpose }: { purpose: Pick<Purpose, 'response' | 'acknowledgement' | 'mail_code'> & Partial<Pick<Purpose, 'issues'>> }) {
  const { t } = useTranslation('transmittals')
  return (
    <>
      {[
        t(`asks.acknowledgement.${purpose.acknowledgement as 'none'}`),
        purpose.response === 'none' ? '' : t(`asks.response.${purpose.response as 'comments'}`),
        purpose.mail_code ? t('asks.code') : '',
        purpose.issues ? t('asks.issues') : '',
      ]
        .filter(Boolean)
        .join(' · ')}
    </>
  )
}

function PurposeDialog({ org, purpose, onClose }: { org: string; purpose?: Purpose; onClose: () => void }) {
  const { t } = useTranslation('transmittals')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const form = useForm({
    name: purpose?.name ?? '',
    acknowledgement: purpose?.acknowledgement ?? 'required',
    response: purpose?.response ?? 'none',
    mail_code: purpose?.mail_code ?? false,
    issues: purpose?.issues ?? false,
  })
  const choose = (key: 'acknowledgement' | 'response', codes: readonly string[]) => (
    <Select
      label={t(`purposes.${key}`)}
      allowDeselect={false}
      data={codes.map((code) => ({ value: code, label: t(`purposes.${key}s.${code}` as 'purposes.responses.none') }))}
      value={form.values[key]}
      onChange={(code) => form.set(key, code ?? 'none')}
      error={form.errors[key]}
    />
  )
  return (
    <FormDialog
      title={purpose ? t('purposes.editTitle', { name: purpose.name }) : t('purposes.add')}
      form={form}
      submit={ui('save')}
      disabled={form.values.name.trim() === ''}
      onClose={onClose}
      onSubmit={async (values) => {
        const body = { ...values, name: values.name.trim() }
        await (purpose ? changePurpose(org, purpose.id, { ...body, version: purpose.version }) : createPurpose(org, body))
        await client.invalidateQueries({ queryKey: purposesQuery(org).queryKey })
        toast(t('purposes.saved', { name: body.name }))
      }}
    >
      <TextInput label={t('purposes.name')} description={t('purposes.nameHint')} required maxLength={60} data-autofocus {...form.text('name')} />
      {choose('acknowledgement', ACKNOWLEDGEMENTS)}
      {choose('response', RESPONSES)}
      <Switch label={t('purposes.mailCode')} description={t('purposes.mailCodeHint')} {...form.check('mail_code')} />
      <Switch label={t('purposes.issues')} description={t('purposes.issuesHint')} {...form.check('issues')} />
      {purpose && (
        <Text size="sm" c="dimmed">
          {t('purposes.kept')}
        </Text>
      )}
    </FormDialog>
  )
}
