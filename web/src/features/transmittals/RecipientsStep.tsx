// The second screen: who gets it, who is only told, until when they see it and by when they say that they have it.
import { TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { purposesQuery } from '~/api/queries/transmittals'
import { adding, keyOf, wrongAt } from './draft'
import type { StepProps } from './Editor'
import { EntryList } from './EntryList'
import { EntryPicker } from './EntryPicker'
import classes from './transmittals.module.css'

export function RecipientsStep({ at, draft, onDraft, errors }: StepProps) {
  const { t } = useTranslation('transmittals')
  const { data: purposes } = useQuery(purposesQuery(at.org))
  const purpose = purposes?.items.find(({ id }) => id === draft.purpose)
  const { recipients } = draft
  const day = (key: 'acknowledge_by' | 'access_ends_on', description: string) => (
    <TextInput
      type="date"
      label={t(key)}
      description={description}
      value={draft[key]}
      error={errors[key]}
      onChange={(event) => onDraft({ [key]: event.currentTarget.value })}
    />
  )
  return (
    <>
      <section aria-labelledby="recipients" className={classes['part']}>
        <h2 id="recipients">{t('recipients', { count: recipients.length })}</h2>
        <EntryPicker
          at={at}
          withLists
          label={t('addRecipient')}
          description={t('picker.hintLists')}
          taken={recipients}
          onAdd={(entry) => onDraft({ recipients: adding(recipients, [entry], keyOf) })}
          error={errors['recipients']}
        />
        <EntryList
          label={t('recipients', { count: recipients.length })}
          roles
          entries={recipients}
          onChange={(recipients) => onDraft({ recipients })}
          wrong={(index) => wrongAt(errors, 'recipients', index)}
        />
      </section>
      <div className={classes['pair']}>
        {day('access_ends_on', t('accessHint'))}
        {purpose?.acknowledgement !== 'none' && day('acknowledge_by', t(purpose?.acknowledgement === 'required' ? 'acknowledgeHint' : 'acknowledgeOptional'))}
      </div>
    </>
  )
}
