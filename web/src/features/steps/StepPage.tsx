// One step: the document on the left, the decision on the right, with what is asked and what others answered before.
import { Button } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { type At, projectQuery } from '~/api/queries/project'
import { stepQuery } from '~/api/queries/steps'
import { Outdated } from '~/features/workflows'
import { ActionMenu, Page, PageHeader, StatusChip, useDialog } from '~/ui'
import { ANSWER, Decision } from './Decision'
import { DelegateDialog } from './DelegateDialog'
import { StepDocument } from './StepDocument'
import classes from './steps.module.css'

export function StepPage({ at, id, document: shown, onDocument }: { at: At; id: string; document: string | undefined; onDocument: (document: string) => void }) {
  const { t } = useTranslation('steps')
  const open = useDialog()
  const { data: step } = useSuspenseQuery(stepQuery(at, id))
  const team = useTeam(at)
  return (
    <Page scroll>
      <PageHeader
        crumbs={[
          {
            label: t('title'),
            link: (label) => (
              <Link to="/o/$org/my-steps" params={{ org: at.org }} search={{}}>
                {label}
              </Link>
            ),
          },
          ...(team
            ? [
                {
                  label: step.workflow.number,
                  link: (label: string) => (
                    <Link to="/o/$org/p/$project/workflows/$workflow" params={{ ...at, workflow: step.workflow.id }}>
                      {label}
                    </Link>
                  ),
                },
              ]
            : []),
        ]}
        number={step.workflow.number}
        title={step.workflow.title}
        badges={<StatusChip tone={step.status === 'completed' ? 'done' : step.status === 'active' ? 'neutral' : 'quiet'}>{t(`statuses.${step.status}`)}</StatusChip>}
        actions={
          may(step.abilities, 'step.delegate') && (
            <ActionMenu label={step.name} actions={[{ id: 'delegate', label: t('delegate'), run: () => open((close) => <DelegateDialog at={at} step={step} onClose={close} />) }]} />
          )
        }
      />
      <div className={classes['split']}>
        <section className={classes['reading']} aria-label={t('document')}>
          <StepDocument at={at} step={step} document={shown} onDocument={onDocument} />
        </section>
        <section className={classes['deciding']} aria-label={t('decision')}>
          {step.status === 'active' && <Outdated at={at} documents={step.documents} advice={t('outdated')} />}
          <Decision at={at} step={step} team={team} />
        </section>
      </div>
      {may(step.abilities, 'step.respond') && <ToAnswer />}
    </Page>
  )
}

/** On a phone, the way to the answer for as long as it is further down than the eye reaches. */
function ToAnswer() {
  const { t } = useTranslation('steps')
  const [below, setBelow] = useState(false)
  useEffect(() => {
    const place = document.getElementById(ANSWER)
    if (!place) return
    const observer = new IntersectionObserver(([entry]) => setBelow(entry !== undefined && !entry.isIntersecting && entry.boundingClientRect.top > 0))
    observer.observe(place)
    return () => observer.disconnect()
  }, [])
  if (!below) return null
  const go = () => {
    const place = document.getElementById(ANSWER)
    place?.scrollIntoView({ block: 'start' })
    place?.focus({ preventScroll: true })
  }
  return (
    <div className={classes['toAnswer']}>
      <Button fullWidth onClick={go}>
        {t('toAnswer')}
      </Button>
    </div>
  )
}

/** Is the reader one of the project's team, who see all of its workflows? */
function useTeam(at: At): boolean {
  const { data: project } = useQuery(projectQuery(at))
  return may(project?.abilities, 'workflow_template.view')
}
