// What a transmittal sent, for whoever asks what a link or a grant of it opens.
import { Anchor, Modal, Skeleton, Stack, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { transmittalQuery } from '~/api/queries/transmittals'
import { ErrorBox } from '~/ui'
import classes from './shares.module.css'

export type Opened = {
  /** The transmittal. */
  id: string
  /** How many documents of it went to whoever was let in. */
  documents: number
}

export function SentDialog({ at, opened, title, onClose }: { at: At; opened: Opened; title: string; onClose: () => void }) {
  const { t } = useTranslation('shares')
  const { t: ui } = useTranslation('ui')
  const sent = useQuery(transmittalQuery(at, opened.id))
  const documents = sent.data?.documents ?? []
  const withheld = sent.data?.withheld ?? 0
  const held = Math.max(documents.length + withheld - opened.documents, 0)
  return (
    <Modal opened onClose={onClose} title={title} size={640} closeButtonProps={{ 'aria-label': ui('close') }}>
      {sent.error ? (
        <ErrorBox error={sent.error} onRetry={() => void sent.refetch()} />
      ) : !sent.data ? (
        <Skeleton height={160} />
      ) : (
        <Stack gap="sm">
          <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/transmittals/${opened.id}`} fw={600}>
            {sent.data.number} · {sent.data.subject}
          </Anchor>
          {held > 0 && <Text c="dimmed">{t('sent.held', { count: held })}</Text>}
          <ul className={classes['sent']}>
            {documents.map((one) => (
              <li key={one.revision_id}>
                <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/register/${one.document_id}?rev=${one.revision_id}`}>
                  {one.number}
                </Anchor>
                <span>{one.title}</span>
                <span className={classes['code']}>{one.revision}</span>
              </li>
            ))}
          </ul>
          {withheld > 0 && <Text c="dimmed">{t('sent.withheld', { count: withheld })}</Text>}
        </Stack>
      )}
    </Modal>
  )
}
