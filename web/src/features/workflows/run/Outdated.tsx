// Says that a workflow that runs is about earlier revisions than the current ones, and leads to those.
import { Alert, Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import type { WorkflowDocument } from '~/api/types'
import { Icon } from '~/ui'
import classes from '../workflows.module.css'

/** The documents whose revision in the workflow was followed by another. */
export const outdated = (documents: WorkflowDocument[]) => documents.filter(({ newer }) => newer)

export function Outdated({ at, documents, advice }: { at: At; documents: WorkflowDocument[]; advice?: string | undefined }) {
  const { t } = useTranslation('runs')
  const found = outdated(documents)
  if (found.length === 0) return null
  return (
    <Alert color="gray" icon={<Icon name="warning" />} title={t('outdated.title', { count: found.length })}>
      <ul className={classes['outdated']}>
        {found.map((one) => (
          <li key={one.document_id}>
            <strong className="numeric">{one.number}</strong> {one.newer?.code ? t('outdated.followed', { revision: one.revision, newer: one.newer.code }) : t('outdated.unseen', { revision: one.revision })}{' '}
            {one.newer?.id && (
              <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/register/${one.document_id}?rev=${one.newer.id}`} inherit underline="always">
                {t('outdated.open', { newer: one.newer.code })}
              </Anchor>
            )}
          </li>
        ))}
      </ul>
      {advice}
    </Alert>
  )
}
