// A new guest link: all its fields, the policy's limits, and the link itself, shown this once.
import { Button, Checkbox, Group, Modal, PasswordInput, SegmentedControl, Select, Stack, Switch, Text, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentRow, GuestShare, SharePolicy } from '~/api/types'
import { type At, projectSettingsQuery } from '~/api/queries/project'
import { createGuestShare, guestSharesKey, registerKey } from '~/api/queries/register'
import { day, daysAhead, millis, toDateInput } from '~/lib/dates'
import { Form, SecretField, useForm } from '~/ui'
import { CommonFields } from './GuestShareFields'

const PRESETS = [7, 14, 30]
const FALLBACK_DAYS = 14

/** Which presets the policy leaves, and what is chosen first. */
export function presets(policy: SharePolicy | undefined): { days: number[]; first: number; custom: boolean } {
  const most = policy?.max_days ?? Infinity
  const first = Math.min(policy?.default_days ?? FALLBACK_DAYS, most)
  const days = [...new Set([...PRESETS, first])].filter((count) => count <= most).sort((a, b) => a - b)
  return { days, first, custom: policy?.allow_custom_expiry ?? true }
}

/** What a link lets out: a document, or all that a transmittal sent. */
export type Shared =
  | { document: DocumentRow; transmittal?: never }
  | { transmittal: { id: string; number: string; restricted: boolean; mailCode: boolean }; document?: never }

export function CreateGuestShare({ at, onClose, ...shared }: Shared & { at: At; onClose: () => void }) {
  const { t } = useTranslation('shares')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  // Those who may create a link need not be allowed to read the settings; the server enforces the policy anyway.
  const settings = useQuery({ ...projectSettingsQuery(at), retry: false })
  const [ready, setReady] = useState<{ share: GuestShare; link: string }>()
  const finish = () => {
    void client.invalidateQueries({ queryKey: registerKey(at) })
    void client.invalidateQueries({ queryKey: guestSharesKey(at).slice(0, -1) })
    onClose()
  }
  return (
    <Modal
      opened
      onClose={ready ? finish : onClose}
      closeOnClickOutside={!ready}
      title={ready ? t('ready.title') : t('form.title', { number: (shared.document ?? shared.transmittal).number })}
      size={560}
      closeButtonProps={{ 'aria-label': ui('close') }}
    >
      {ready ? (
        <Ready {...ready} onDone={finish} />
      ) : settings.isPending ? (
        <Text c="dimmed">{ui('loading')}</Text>
      ) : (
        <Fields
          at={at}
          shared={shared}
          policy={settings.data?.external_access.effective}
          onClose={onClose}
          onReady={setReady}
        />
      )}
    </Modal>
  )
}

export function Ready({ share, link, onDone }: { share: GuestShare; link: string; onDone: () => void }) {
  const { t, i18n } = useTranslation('shares')
  return (
    <Stack gap="md">
      <Text role="status">
        {t('ready.text', { number: (share.transmittal ?? share.document).number, date: day(millis(share.expires_at ?? ''), i18n.language) })}
      </Text>
      <SecretField label={t('ready.link')} value={link} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {t('ready.done')}
        </Button>
      </Group>
    </Stack>
  )
}

function Fields({
  at,
  shared,
  policy,
  onClose,
  onReady,
}: {
  at: At
  shared: Shared
  policy: SharePolicy | undefined
  onClose: () => void
  onReady: (ready: { share: GuestShare; link: string }) => void
}) {
  const { t } = useTranslation('shares')
  const { t: ui } = useTranslation('ui')
  const choice = presets(policy)
  const [preset, setPreset] = useState<string>(String(choice.first))
  const form = useForm({
    label: '',
    expires_on: daysAhead(Date.now(), choice.first),
    allow_download: policy?.allow_download ?? true,
    password: '',
    max_opens: policy?.default_max_opens ?? 0,
    require_name: policy?.name === 'required',
    require_email: policy?.email === 'required',
    mail_code: shared.transmittal?.mailCode ?? false,
    recipient_name: '',
    recipient_email: '',
    follows: 'pinned' as 'pinned' | 'latest_approved',
    confirm_confidential: false,
  })
  const { values } = form
  const { document, transmittal } = shared
  const restricted = (document ?? transmittal).restricted
  return (
    <Form
      form={form}
      submit={t('form.submit')}
      onCancel={onClose}
      disabled={restricted && !values.confirm_confidential}
      onSubmit={async () =>
        onReady(
          await createGuestShare(at, {
            ...(document
              ? { document_id: document.id, revision_id: values.follows === 'pinned' ? document.revision.id : undefined, follows: values.follows }
              : { transmittal_id: transmittal.id }),
            label: values.label,
            expires_on: values.expires_on,
            allow_download: values.allow_download,
            password: values.password || undefined,
            max_opens: values.max_opens,
            require_name: values.require_name,
            require_email: values.require_email,
            mail_code: values.mail_code,
            recipient_name: values.recipient_name || undefined,
            recipient_email: values.recipient_email || undefined,
            confirm_confidential: restricted ? values.confirm_confidential : undefined,
          }),
        )
      }
    >
      <TextInput
        label={t('form.label')}
        description={t('form.labelHint')}
        required
        maxLength={120}
        data-autofocus
        {...form.text('label')}
      />
      <div>
        <Text size="sm" id="expiry-label">
          {t('form.expires')}
        </Text>
        <Group gap="xs" align="flex-start">
          <SegmentedControl
            aria-labelledby="expiry-label"
            value={preset}
            onChange={(value) => {
              setPreset(value)
              if (value !== 'custom') form.set('expires_on', daysAhead(Date.now(), Number(value)))
            }}
            data={[
              ...choice.days.map((count) => ({ value: String(count), label: t('form.preset', { count }) })),
              ...(choice.custom ? [{ value: 'custom', label: t('form.custom') }] : []),
            ]}
          />
          <TextInput
            type="date"
            aria-label={t('form.expires')}
            required
            readOnly={preset !== 'custom'}
            min={toDateInput(Date.now())}
            max={policy ? daysAhead(Date.now(), policy.max_days) : undefined}
            {...form.text('expires_on')}
          />
        </Group>
        {policy && (
          <Text size="xs" c="dimmed">
            {t('form.ceiling', { count: policy.max_days })}
          </Text>
        )}
      </div>
      {document && <Select
        label={t('form.follows')}
        allowDeselect={false}
        data={[
          { value: 'pinned', label: t('form.pinned', { code: document.revision.code }) },
          { value: 'latest_approved', label: t('form.latest') },
        ]}
        value={values.follows}
        onChange={(value) => form.set('follows', value === 'latest_approved' ? 'latest_approved' : 'pinned')}
        error={form.errors['follows']}
      />}
      {policy?.password !== 'off' && (
        <PasswordInput
          label={t('form.password')}
          description={t('form.passwordHint')}
          required={policy?.password === 'required'}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': ui('passwordShow') }}
          {...form.text('password')}
        />
      )}
      <CommonFields form={form} policy={policy} />
      <Group grow align="flex-start">
        <TextInput label={t('form.recipientName')} {...form.text('recipient_name')} />
        <TextInput type="email" label={t('form.recipientEmail')} required={values.mail_code} {...form.text('recipient_email')} />
      </Group>
      <Switch label={t('form.mailCode')} description={t(transmittal?.mailCode ? 'form.mailCodeDemanded' : 'form.mailCodeHint')} disabled={transmittal?.mailCode ?? false} {...form.check('mail_code')} />
      {restricted && <Checkbox label={t(document ? 'form.confidential' : 'form.confidentialSent')} {...form.check('confirm_confidential')} />}
    </Form>
  )
}
