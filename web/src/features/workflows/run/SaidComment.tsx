// One comment on a step, with its files and whom it mentions.
import { Text } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { attachmentUrl } from '~/api/queries/steps'
import type { StepComment } from '~/api/types'
import { AttachmentLinks } from '~/features/attachments'
import { OutsideMark, When } from '~/ui'
import classes from '../workflows.module.css'

/** `about` names the step where it is not clear from the place. */
export function SaidComment({ at, step, one, about }: { at: At; step: string; one: StepComment; about?: string }) {
  const { t } = useTranslation('steps')
  return (
    <li>
      <div>
        {one.person?.outside && <OutsideMark />} <strong>{one.person?.name ?? t('somebody')}</strong>{' '}
        <Text span size="xs" c="dimmed">
          {about && `${about} · `}
          <When at={one.at} />
        </Text>
      </div>
      <Text className={classes['words'] ?? ''}>{one.text}</Text>
      <AttachmentLinks files={one.attachments} url={attachmentUrl(at, step)} />
      {one.mentions.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('mentioned', { names: one.mentions.map(({ name }) => name).join(', ') })}
        </Text>
      )}
    </li>
  )
}
