// The second screen: who gets it, who is only told, until when they see it and by when they say that they have it.
import { Text, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { projectQuery, projectSettingsQuery } from '~/api/queries/project'
import { purposesQuery } from '~/api/queries/transmittals'
import { day, daysAhead, millis } from '~/lib/dates'
import { lazily } from '~/lib/lazily'
import { AudienceLine } from '~/ui'
import { adding, keyOf, wrongAt } from './draft'
import type { StepProps } from './Editor'
import { EntryList } from './EntryList'
import { EntryPicker } from './EntryPicker'
import { audienceOf, placed, useKnown } from './known'
import { tally } from './ticks'
import classes from './transmittals.module.css'
import { Unfolding } from './Unfolding'

const Ticks = lazily(() => import('./Ticks'), 'Ticks')

export function RecipientsStep({ at, draft, onDraft, errors }: StepProps) {
  const { t, i18n } = useTranslation('transmittals')
  const known = useKnown(at)
  const { data: purposes } = useQuery(purposesQuery(at.org))
  const purpose = purposes?.items.find(({ id }) => id === draft.purpose)
  const { recipients, documents } = draft
  const { of, ticked } = tally(recipients, documents)
  // Where the purpose asks for it, as many days after its date as the organisation says, unless a day is named.
  const within = purposes?.acknowledge_days ?? 0
  const usual = draft.dated_on && within > 0 ? day(millis(`${draft.dated_on}T12:00:00`) + within * 86_400_000, i18n.language) : ''
  // The policy's own end is named to whoever may read the policy.
  const { data: project } = useQuery(projectQuery(at))
  const settings = useQuery({ ...projectSettingsQuery(at), enabled: may(project?.abilities, 'project.settings') })
  const days = settings.data?.external_access.effective.external_default_days ?? 0
  const end = days > 0 ? day(millis(`${daysAhead(Date.now(), days)}T12:00:00`), i18n.language) : ''
  const dayOf = (key: 'acknowledge_by' | 'access_ends_on', description: string) => (
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
          entries={recipients.map((entry) => placed(entry, known.people, known.lists))}
          onChange={(recipients) => onDraft({ recipients })}
          wrong={(index) => wrongAt(errors, 'recipients', index)}
        />
        {recipients.length > 0 && known.complete && <AudienceLine audience={audienceOf(recipients, known.people, known.lists)} />}
      </section>
      {of > 0 && (
        <section aria-labelledby="ticks" className={classes['part']}>
          <h2 id="ticks">{t('ticks.title')}</h2>
          <Text size="sm">{t('ticks.not', { count: of - ticked })}</Text>
          <Unfolding show={t('ticks.show')} hide={t('ticks.hide')} unfolded={ticked < of}>
            <Ticks recipients={recipients} documents={documents} onRecipients={(recipients) => onDraft({ recipients })} />
          </Unfolding>
        </section>
      )}
      <div className={classes['pair']}>
        {dayOf('access_ends_on', end ? t('accessHintDay', { day: end }) : t('accessHint'))}
        {purpose?.acknowledgement !== 'none' &&
          dayOf('acknowledge_by', purpose?.acknowledgement !== 'required' ? t('acknowledgeOptional') : usual && t('acknowledgeHint', { day: usual, count: within }))}
      </div>
    </>
  )
}
