// What a person wants to be told and how: a table of kinds with a switch for each way, and how often mail comes.
import { Radio, Stack, Switch, Text, Title } from '@mantine/core'
import '~/theme/late.css'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeChoices, choicesQuery } from '~/api/queries/notices'
import type { ChangeChoices, Choices as Chosen } from '~/api/types'
import { ErrorBox } from '~/ui'
import { CATEGORIES } from './categories'
import { usualWords, type Usual } from './usual'
import classes from './notices.module.css'

const RHYTHMS = ['at_once', 'daily', 'weekly', 'never'] as const

/** The choices as they are once this is kept. */
function chosen(old: Chosen, { rhythm, kinds }: ChangeChoices): Chosen {
  const changed = (kind: Chosen['kinds'][number]) => {
    const asked = kinds?.find((one) => one.kind === kind.kind)
    return {
      ...kind,
      bell: kind.bell && { ...kind.bell, on: asked?.bell ?? kind.bell.on },
      mail: { ...kind.mail, on: asked?.mail ?? kind.mail.on },
    }
  }
  return { ...old, rhythm: rhythm === undefined ? old.rhythm : rhythm, kinds: old.kinds.map(changed) }
}

export function Choices({ org }: { org: string }) {
  const { t, i18n } = useTranslation('notices')
  const client = useQueryClient()
  const { data } = useSuspenseQuery(choicesQuery(org))
  const [error, setError] = useState<unknown>()
  const sending = useRef(0)
  // What was chosen shows at once; the answer to the last of several choices is what counts.
  const change = async (body: ChangeChoices) => {
    const { queryKey } = choicesQuery(org)
    sending.current += 1
    setError(undefined)
    client.setQueryData(queryKey, (old) => old && chosen(old, body))
    try {
      const answer = await changeChoices(org, body)
      if (sending.current === 1) client.setQueryData(queryKey, answer)
    } catch (problem) {
      setError(problem)
      await client.invalidateQueries({ queryKey })
    } finally {
      sending.current -= 1
    }
  }
  const usual = usualWords(data.organisation as Usual, i18n.language)
  return (
    <Stack gap="xl">
      {error !== undefined && <ErrorBox error={error} />}
      <Radio.Group
        label={t('rhythm.label')}
        description={t('rhythm.hint')}
        value={data.rhythm ?? 'usual'}
        onChange={(value) => void change({ rhythm: value === 'usual' ? null : (value as (typeof RHYTHMS)[number]), kinds: [] })}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="usual" label={t('rhythm.usual', { usual: t(`rhythm.${data.organisation.digest}`, usual) })} />
          {RHYTHMS.map((rhythm) => (
            <Radio key={rhythm} value={rhythm} label={t(`rhythm.${rhythm}`, usual)} />
          ))}
        </Stack>
      </Radio.Group>
      {CATEGORIES.map((category) => (
        <Kinds
          key={category}
          category={category}
          kinds={data.kinds.filter((kind) => kind.category === category)}
          onChange={(kind, way, on) => void change({ kinds: [way === 'bell' ? { kind, bell: on } : { kind, mail: on }] })}
        />
      ))}
    </Stack>
  )
}

function Kinds({
  category,
  kinds,
  onChange,
}: {
  category: (typeof CATEGORIES)[number]
  kinds: Chosen['kinds']
  onChange: (kind: string, way: 'bell' | 'mail', on: boolean) => void
}) {
  const { t } = useTranslation('notices')
  return (
    <section aria-labelledby={`notices-${category}`}>
      <Title order={2} id={`notices-${category}`} mb="xs">
        {t(`categories.${category}`)}
      </Title>
      <table className={classes['kinds']}>
        <thead>
          <tr>
            <th scope="col">{t('kind')}</th>
            <th scope="col">{t('bell')}</th>
            <th scope="col">{t('mail')}</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind) => (
            <tr key={kind.kind}>
              <th scope="row">
                {kind.title}
                {kind.mail.why && (
                  <Text size="xs" c="dimmed">
                    {t('fixed', { why: kind.mail.why })}
                  </Text>
                )}
                {kind.urgent && !kind.mail.fixed && (
                  <Text size="xs" c="dimmed">
                    {t('urgent')}
                  </Text>
                )}
              </th>
              {(['bell', 'mail'] as const).map((way) => {
                const channel = kind[way]
                return (
                  <td key={way}>
                    {channel ? (
                      <Switch
                        aria-label={t(`${way}Of`, { title: kind.title })}
                        checked={channel.on}
                        disabled={channel.fixed}
                        onChange={(event) => onChange(kind.kind, way, event.currentTarget.checked)}
                      />
                    ) : (
                      <span className={classes['none']}>{t('noBell')}</span>
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
