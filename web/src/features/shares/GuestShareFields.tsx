// The fields of a guest link, those that creating and editing have in common.
import { NumberInput, Switch } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import type { SharePolicy } from '~/api/types'
import type { FormState } from '~/ui'

export type CommonValues = {
  label: string
  allow_download: boolean
  max_opens: number
  require_name: boolean
  require_email: boolean
}

/** Controls whose answer the policy has given already are shown, fixed. */
export function CommonFields<Values extends CommonValues>({
  form,
  policy,
}: {
  form: FormState<Values>
  policy: SharePolicy | undefined
}) {
  const { t } = useTranslation('shares')
  const values = form as unknown as FormState<CommonValues>
  return (
    <>
      <Switch
        label={t('form.download')}
        description={t('form.downloadHint')}
        disabled={policy?.allow_download === false}
        {...values.check('allow_download')}
      />
      <NumberInput
        label={t('form.maxOpens')}
        description={t('form.maxOpensHint')}
        min={0}
        allowDecimal={false}
        disabled={policy?.creators_may_override_count === false}
        value={values.values.max_opens}
        onChange={(value) => values.set('max_opens', Number(value) || 0)}
        error={values.errors['max_opens']}
      />
      {policy?.name !== 'off' && (
        <Switch
          label={t('form.requireName')}
          disabled={policy?.name === 'required'}
          {...values.check('require_name')}
        />
      )}
      {policy?.email !== 'off' && (
        <Switch
          label={t('form.requireEmail')}
          disabled={policy?.email === 'required'}
          {...values.check('require_email')}
        />
      )}
    </>
  )
}
