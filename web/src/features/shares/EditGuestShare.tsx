// Changing what a link allows. Its document, its revision and its address stay what they are.
import { Checkbox, PasswordInput, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { GuestShare } from '~/api/types'
import { type At, projectSettingsQuery } from '~/api/queries/project'
import { editGuestShare } from '~/api/queries/register'
import { FormDialog, useForm } from '~/ui'
import { CommonFields } from './GuestShareFields'

export function EditGuestShare({
  at,
  share,
  onClose,
  onSaved,
}: {
  at: At
  share: GuestShare
  onClose: () => void
  onSaved: () => Promise<unknown>
}) {
  const { t } = useTranslation('shares')
  const { t: ui } = useTranslation('ui')
  const settings = useQuery({ ...projectSettingsQuery(at), retry: false })
  const form = useForm({
    label: share.label,
    allow_download: share.allow_download,
    max_opens: share.max_opens ?? 0,
    require_name: share.require_name,
    require_email: share.require_email,
    password: '',
    remove_password: false,
  })
  return (
    <FormDialog
      title={share.label}
      form={form}
      submit={t('form.save')}
      onClose={onClose}
      onSubmit={async ({ password, remove_password, ...values }) => {
        await editGuestShare(at, share.id, {
          ...values,
          password: remove_password ? null : password || undefined,
        })
        await onSaved()
      }}
    >
      <TextInput
        label={t('form.label')}
        description={t('form.labelHint')}
        required
        maxLength={120}
        data-autofocus
        {...form.text('label')}
      />
      <PasswordInput
        label={share.has_password ? t('form.newPassword') : t('form.password')}
        description={share.has_password ? t('form.keepPassword') : t('form.passwordHint')}
        autoComplete="new-password"
        disabled={form.values.remove_password}
        visibilityToggleButtonProps={{ 'aria-label': ui('passwordShow') }}
        {...form.text('password')}
      />
      {share.has_password && <Checkbox label={t('form.removePassword')} {...form.check('remove_password')} />}
      <CommonFields form={form} policy={settings.data?.external_access.effective} />
    </FormDialog>
  )
}
