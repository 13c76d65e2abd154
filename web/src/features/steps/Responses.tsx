// What was answered, by whom and when.
import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { StepResponse } from '~/api/types'
import { OutsideMark, StatusChip, When } from '~/ui'
import { answerTone } from './answers'
import classes from './steps.module.css'

export function Responses({ responses }: { responses: StepResponse[] }) {
  const { t } = useTranslation('steps')
  return (
    <ol className={classes['responses']}>
      {responses.map((one) => (
        <li key={one.id}>
          <div>
            {one.person?.outside && <OutsideMark />} <strong>{one.person?.name}</strong>{' '}
            <StatusChip tone={answerTone(one.answer)}>{t(`answered.${one.answer as 'approve'}`, { defaultValue: one.answer })}</StatusChip>
          </div>
          <Text size="xs" c="dimmed">
            {[one.step_name, one.round > 1 ? t('round', { round: one.round }) : ''].filter(Boolean).join(' · ')} · <When at={one.at} />
          </Text>
          {one.comment && <Text className={classes['words'] ?? ''}>{one.comment}</Text>}
        </li>
      ))}
    </ol>
  )
}
