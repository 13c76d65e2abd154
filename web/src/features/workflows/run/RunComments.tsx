// What was said about the steps of a workflow, in the order in which it was said.
import { useQueries } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { commentsQuery } from '~/api/queries/steps'
import type { Workflow } from '~/api/types'
import classes from '../workflows.module.css'
import { SaidComment } from './SaidComment'

export function RunComments({ at, run }: { at: At; run: Workflow }) {
  const { t } = useTranslation('runs')
  // A step that was never open has none.
  const steps = run.stages.flatMap(({ steps }) => steps).filter(({ activated_at }) => activated_at)
  const found = useQueries({ queries: steps.map(({ id }) => commentsQuery(at, id)) })
  const said = steps.flatMap(({ id, name }, index) => (found[index]?.data?.items ?? []).map((one) => ({ id, name, one })))
  if (said.length === 0) return null
  return (
    <section aria-labelledby="comments" className={classes['part']}>
      <h2 id="comments">{t('comments')}</h2>
      <ol className={classes['responses']}>
        {said
          .sort((one, other) => one.one.at.localeCompare(other.one.at))
          .map(({ id, name, one }) => (
            <SaidComment key={one.id} at={at} step={id} one={one} about={name} />
          ))}
      </ol>
    </section>
  )
}
