// The first screen: by which of the active templates.
import { Button, Select, Skeleton } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { startableQuery } from '~/api/queries/runs'
import { EmptyState, ErrorBox } from '~/ui'
import classes from '../workflows.module.css'
import type { StartProps } from './StartPage'

export function TemplateStep({ at, start, onChoose }: StartProps & { onChoose: (template: string) => void }) {
  const { t } = useTranslation('runs')
  const { t: of } = useTranslation('workflows')
  const templates = useQuery(startableQuery(at))
  const [category, setCategory] = useState<string | null>(null)
  if (templates.error) return <ErrorBox error={templates.error} onRetry={() => void templates.refetch()} />
  if (!templates.data) return <Skeleton height={160} aria-busy aria-label={t('loading')} />
  if (templates.data.length === 0) {
    return (
      <EmptyState
        title={t('noTemplate')}
        action={
          <Button component={Link} to={`/o/${at.org}/p/${at.project}/workflows?tab=templates`} variant="default">
            {t('toTemplates')}
          </Button>
        }
      >
        {t('noTemplateText')}
      </EmptyState>
    )
  }
  const categories = [...new Set(templates.data.map((one) => one.category))].sort()
  const shown = templates.data.filter((one) => category === null || one.category === category)
  return (
    <>
      {categories.length > 1 && (
        <Select
          aria-label={of('template.category')}
          placeholder={of('template.category')}
          clearable
          maw={280}
          data={categories}
          value={category}
          onChange={setCategory}
        />
      )}
      <ul className={classes['choices']} aria-label={t('step.template')}>
        {shown.map((one) => (
          <li key={one.id}>
            <button type="button" aria-pressed={one.id === start.template} onClick={() => onChoose(one.id)}>
              <strong>{one.name}</strong>
              {one.description && <span className={classes['choiceText']}>{one.description}</span>}
              <span className={classes['choiceFacts']}>{[one.category, of('stageCount', { count: one.stage_count }), of('stepCount', { count: one.step_count })].join(' · ')}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
