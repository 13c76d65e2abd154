// Which mails leave, and what they say in the words of the organisation or of the project.
import { Skeleton, Text, TextInput, Title } from '@mantine/core'
import '~/theme/late.css'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refusal } from '~/api/abilities'
import type { Level } from '~/api/queries/fields'
import { mailTextsQuery } from '~/api/queries/mail-texts'
import type { Abilities, MailTextLine } from '~/api/types'
import { ErrorBox, Icon, StatusChip } from '~/ui'
import { MailTextDetail } from './MailTextDetail'
import classes from './mails.module.css'

export function MailTextSettings({
  at,
  mail,
  abilities,
  onMail,
}: {
  at: Level
  /** The mail that is open. */
  mail: string | undefined
  /** What the reader may do at this level. */
  abilities: Abilities
  onMail: (mail: string | undefined) => void
}) {
  const { t } = useTranslation('mails')
  const phone = useMediaQuery('(max-width: 62em)') ?? false
  const texts = useQuery(mailTextsQuery(at))
  if (texts.error) return <ErrorBox error={texts.error} onRetry={() => void texts.refetch()} />
  if (!texts.data) return <Skeleton height={320} />
  const { items } = texts.data
  const refused = refusal(abilities, at.project ? 'project.settings' : 'organisation.settings', t('refused'))
  const chosen = items.find(({ id }) => id === mail) ?? (phone ? undefined : items[0])
  return (
    <div className={classes['split']}>
      {(!phone || !chosen) && <MailList at={at} items={items} chosen={chosen?.id} onMail={onMail} />}
      {chosen && (
        <MailTextDetail
          key={chosen.id}
          at={at}
          line={chosen}
          refused={refused}
          onBack={phone ? () => onMail(undefined) : undefined}
        />
      )}
    </div>
  )
}

function MailList({
  at,
  items,
  chosen,
  onMail,
}: {
  at: Level
  items: MailTextLine[]
  chosen: string | undefined
  onMail: (mail: string) => void
}) {
  const { t } = useTranslation('mails')
  const { t: notices } = useTranslation('notices')
  const [words, setWords] = useState('')
  const wanted = words.trim().toLowerCase()
  const shown = items.filter(({ title, about }) => `${title} ${about}`.toLowerCase().includes(wanted))
  const categories = [...new Set(shown.map(({ category }) => category))]
  return (
    <section aria-labelledby="mail-texts" className={classes['list']}>
      <Title order={2} id="mail-texts">
        {t('title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {at.project ? t('projectHint') : t('organisationHint')}
      </Text>
      <TextInput
        type="search"
        aria-label={t('find')}
        placeholder={t('find')}
        leftSection={<Icon name="search" size={16} />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <div className={classes['mails']}>
        {shown.length === 0 && <Text c="dimmed">{t('none')}</Text>}
        {categories.map((category) => (
          <section key={category} aria-label={notices(`categories.${category as 'documents'}`)}>
            <h3 className={classes['category']}>{notices(`categories.${category as 'documents'}`)}</h3>
            <ul className={classes['group']}>
              {shown
                .filter((one) => one.category === category)
                .map((one) => (
                  <li key={one.id}>
                    <button
                      type="button"
                      className={classes['mail']}
                      aria-current={chosen === one.id ? 'true' : undefined}
                      onClick={() => onMail(one.id)}
                    >
                      <span>{one.title}</span>
                      <Changed at={at} line={one} />
                    </button>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </section>
  )
}

export function Changed({ at, line }: { at: Level; line: MailTextLine }) {
  const { t } = useTranslation('mails')
  if (line.changed) return <StatusChip tone="neutral">{t('changed')}</StatusChip>
  if (at.project && line.changed_above) return <StatusChip tone="quiet">{t('changedAbove')}</StatusChip>
  return null
}
