// One transmittal: a draft is prepared here; what was issued stands as it was then, with who got it.
import { Alert, Button, Text } from '@mantine/core'
import '~/theme/late.css'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { may, refusal } from '~/api/abilities'
import { type At, projectQuery } from '~/api/queries/project'
import { coverSheetUrl, transmittalQuery } from '~/api/queries/transmittals'
import type { Transmittal } from '~/api/types'
import { ActionMenu, Icon, Page, PageHeader, useActions, When } from '~/ui'
import { Acknowledging } from './Acknowledging'
import type { Carried, Step } from './draft'
import { Editor } from './Editor'
import { Shown } from './Shown'
import { State } from './TransmittalsPage'
import classes from './transmittals.module.css'
import { useTransmittalActions } from './transmittal-actions'
import { UndoBar } from './UndoBar'

/** A transmittal that is begun. */
export function NewTransmittalPage({ at, carried, step, onStep, onKept }: { at: At; carried: Carried | undefined; step: Step; onStep: (step: Step) => void; onKept: (id: string, step: Step) => void }) {
  const { t } = useTranslation('transmittals')
  return (
    <Page scroll>
      <PageHeader crumbs={useCrumbs(at)} title={t('new')} />
      <Editor at={at} carried={carried} step={step} onStep={onStep} onKept={onKept} />
    </Page>
  )
}

export function TransmittalPage({ at, id, step, onStep }: { at: At; id: string; step: Step; onStep: (step: Step) => void }) {
  const { t } = useTranslation('transmittals')
  const { data: transmittal } = useSuspenseQuery(transmittalQuery(at, id))
  const actions = useTransmittalActions(at, transmittal)
  useActions(actions)
  const preparing = transmittal.state === 'draft' && may(transmittal.abilities, 'transmittal.manage')
  const not = refusal(transmittal.abilities, 'transmittal.manage', t('refused'))
  return (
    <Page scroll>
      <PageHeader
        crumbs={useCrumbs(at)}
        number={transmittal.number}
        title={transmittal.subject}
        badges={<State state={transmittal.state} />}
        actions={
          <>
            <Button component="a" href={coverSheetUrl(at, id)} download variant="default">
              {t('coverSheet')}
            </Button>
            <ActionMenu actions={actions} label={transmittal.number} />
          </>
        }
      />
      {preparing ? (
        <Editor key={transmittal.id} at={at} transmittal={transmittal} step={step} onStep={onStep} onKept={() => undefined} />
      ) : (
        <div className={classes['editor']}>
          <div className={classes['body']}>
            {transmittal.state === 'draft' && (
              <Alert color="gray" icon={<Icon name="lock" />}>
                {not}
              </Alert>
            )}
            <UndoBar at={at} transmittal={transmittal} />
            <Recalled transmittal={transmittal} />
            <Acknowledging at={at} transmittal={transmittal} />
            <Shown at={at} transmittal={transmittal} />
          </div>
        </div>
      )}
    </Page>
  )
}

function useCrumbs(at: At) {
  const { t } = useTranslation('transmittals')
  const { data: project } = useSuspenseQuery(projectQuery(at))
  return [
    {
      label: project.name,
      link: (label: string) => (
        <Link to="/o/$org/p/$project/register" params={at} search={{}}>
          {label}
        </Link>
      ),
    },
    {
      label: t('title'),
      link: (label: string) => (
        <Link to="/o/$org/p/$project/transmittals" params={at} search={{}}>
          {label}
        </Link>
      ),
    },
  ]
}

function Recalled({ transmittal }: { transmittal: Transmittal }) {
  const { t } = useTranslation('transmittals')
  if (transmittal.state !== 'recalled') return null
  return (
    <Alert color="red" variant="outline" icon={<Icon name="warning" />}>
      {transmittal.recalled_by ? t('recalledBy', { name: transmittal.recalled_by.name }) : t('recalledNow')}
      {transmittal.recalled_at && (
        <>
          {' · '}
          <When at={transmittal.recalled_at} />
        </>
      )}
      {transmittal.recall_reason && <Text className={classes['remarks'] ?? ''}>{transmittal.recall_reason}</Text>}
    </Alert>
  )
}
