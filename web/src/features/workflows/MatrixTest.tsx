// Tries the review matrix: which rules a document would meet, which it would miss and by what, and who would review it.
import { Alert, Button, Modal, Select, Stack, Text } from '@mantine/core'
import '~/theme/late.css'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { testMatrix } from '~/api/queries/workflows'
import type { MatrixTest, ReviewCriteria } from '~/api/types'
import { ErrorBox, Icon, StatusChip } from '~/ui'
import { CRITERIA, type Criterion, useCriteria } from './criteria'
import { usePartyName } from './party'
import classes from './workflows.module.css'

export function MatrixTestDialog({ at, onClose }: { at: At; onClose: () => void }) {
  const { t } = useTranslation('workflows')
  const { t: ui } = useTranslation('ui')
  const criteria = useCriteria(at)
  const [asked, setAsked] = useState<ReviewCriteria>({})
  const [answer, setAnswer] = useState<MatrixTest>()
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    setError(undefined)
    try {
      setAnswer(await testMatrix(at, asked))
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <Modal opened onClose={onClose} title={t('matrix.test')} size={640} closeButtonProps={{ 'aria-label': ui('close') }}>
      <Stack gap="md">
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void run()
          }}
        >
          <fieldset className={classes['criteria']}>
            <legend>{t('matrix.aDocument')}</legend>
            {CRITERIA.map((key) => (
              <Select
                key={key}
                label={criteria.label(key)}
                placeholder={t('matrix.none')}
                clearable
                searchable
                data={criteria.choices(key)}
                value={asked[key] ?? null}
                onChange={(code) => {
                  setAsked((old) => ({ ...old, [key]: code }))
                  setAnswer(undefined)
                }}
              />
            ))}
          </fieldset>
          <Button type="submit" mt="md" loading={busy}>
            {t('matrix.run')}
          </Button>
        </form>
        {error !== undefined && <ErrorBox error={error} />}
        {answer && (
          <div role="status">
            <Answer answer={answer} criteria={criteria} />
          </div>
        )}
      </Stack>
    </Modal>
  )
}

function Answer({ answer, criteria }: { answer: MatrixTest; criteria: ReturnType<typeof useCriteria> }) {
  const { t } = useTranslation('workflows')
  const party = usePartyName(answer)
  return (
    <Stack gap="md">
      {answer.warnings.map(({ code, detail }) => (
        <Alert key={code} color="gray" icon={<Icon name="warning" />}>
          {detail}
        </Alert>
      ))}
      <div>
        <Text fw={600}>{t('matrix.reviewers')}</Text>
        {answer.reviewers.length === 0 ? (
          <Text c="dimmed">{t('matrix.nobody')}</Text>
        ) : (
          <>
            <ul className={classes['plain']}>
              {answer.reviewers.map((one) => (
                <li key={JSON.stringify(one.party)}>
                  {party(one.party)} {one.optional && <StatusChip>{t('matrix.optional')}</StatusChip>} {one.stands_in && <StatusChip>{t('matrix.standsIn')}</StatusChip>}{' '}
                  {!one.available && <StatusChip tone="danger">{t('matrix.nobodyBehind')}</StatusChip>}
                </li>
              ))}
            </ul>
            <Text size="sm">
              {[answer.mode ? t(`modes.${answer.mode}`) : '', answer.sla_hours ? t('within', { time: t('hours', { count: answer.sla_hours }) }) : ''].filter(Boolean).join(' · ')}
            </Text>
          </>
        )}
      </div>
      {answer.matched.length > 0 && (
        <div>
          <Text fw={600}>{t('matrix.matched')}</Text>
          <ul className={classes['plain']}>
            {answer.matched.map((rule) => (
              <li key={rule.id}>
                {rule.name} <span className={classes['note']}>{criteria.say(rule.criteria)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {answer.missed.length > 0 && (
        <div>
          <Text fw={600}>{t('matrix.missed')}</Text>
          <ul className={classes['plain']}>
            {answer.missed.map((rule) => (
              <li key={rule.id}>
                {rule.name}{' '}
                <span className={classes['note']}>
                  {rule.failing
                    .map(({ field, wanted, given }) =>
                      t('matrix.failing', { field: criteria.label(field as Criterion), wanted: criteria.code(field as Criterion, wanted), given: given ? criteria.code(field as Criterion, given) : t('matrix.none') }),
                    )
                    .join('; ')}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Stack>
  )
}
