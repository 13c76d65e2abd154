// The third screen: what issuing would do, as the server works it out. Who newly sees what until when, what stands against it,
// and what should be looked at once more.
import { Alert, Anchor, Button, Checkbox, Group, Skeleton, Stack, Switch, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may, refusal } from '~/api/abilities'
import type { At } from '~/api/queries/project'
import { registerKey } from '~/api/queries/register'
import { checkQuery, issueTransmittal, transmittalQuery, transmittalsKey } from '~/api/queries/transmittals'
import type { Receiver, Transmittal, TransmittalCheck, TransmittalDocument } from '~/api/types'
import { numberWidth } from '~/lib/columns'
import { lazily } from '~/lib/lazily'
import { useWords } from '~/lib/words'
import { AudienceLine, type Column, DataTable, ErrorBox, Icon, OutsideMark, toast, toastError, When } from '~/ui'
import { Absent } from './Absent'
import { type Named, type Step, stepOf } from './draft'
import classes from './transmittals.module.css'
import { useUndo } from './UndoBar'
import { Unfolding } from './Unfolding'
import { Warnings } from './Warnings'

const Preview = lazily(() => import('./Preview'), 'Preview')
const SentGrid = lazily(() => import('./SentGrid'), 'SentGrid')

export function CheckStep({
  at,
  transmittal,
  onStep,
  onName,
  onSkip,
  onSkipSent,
}: {
  at: At
  transmittal: Transmittal
  onStep: (step: Step) => void
  /** Names these beside those who are named already. */
  onName: (more: Named[]) => void
  /** Takes these documents out. */
  onSkip: (documents: string[]) => void
  /** Decides whether anybody gets again what they hold. */
  onSkipSent: (skip: boolean) => void
}) {
  const { t } = useTranslation('transmittals')
  const client = useQueryClient()
  const undo = useUndo(at)
  const check = useQuery(checkQuery(at, transmittal.id, transmittal.version))
  const [confirmed, setConfirmed] = useState(false)
  const [issuing, setIssuing] = useState(false)
  const [error, setError] = useState<unknown>()
  const restricted = check.data?.documents.filter(({ warnings }) => warnings.includes('restricted')).length ?? 0
  const not = refusal(transmittal.abilities, 'transmittal.issue', t('refused'))
  const why = not ?? whyNot(check, restricted > 0 && !confirmed, t)
  const issue = async () => {
    setIssuing(true)
    setError(undefined)
    try {
      const issued = await issueTransmittal(at, transmittal.id, { version: transmittal.version, confirm_restricted: confirmed })
      client.setQueryData(transmittalQuery(at, transmittal.id).queryKey, issued)
      void client.invalidateQueries({ queryKey: [...transmittalsKey(at), 'list'] })
      void client.invalidateQueries({ queryKey: [...transmittalsKey(at), 'owed'] })
      void client.invalidateQueries({ queryKey: registerKey(at) })
      toast(
        t('issued', { number: issued.number }),
        may(issued.abilities, 'transmittal.undo') ? () => void undo(issued.id).catch(toastError) : undefined,
      )
    } catch (problem) {
      setError(problem)
      setIssuing(false)
    }
  }
  return (
    <>
      {check.error ? (
        <ErrorBox error={check.error} onRetry={() => void check.refetch()} />
      ) : !check.data ? (
        <Stack aria-busy aria-label={t('checking')}>
          <Skeleton height={64} />
          <Skeleton height={160} />
          <Skeleton height={120} />
        </Stack>
      ) : (
        <Outcome at={at} transmittal={transmittal} check={check.data} onStep={onStep} onName={onName} onSkip={onSkip} onSkipSent={onSkipSent} />
      )}
      {error !== undefined && <ErrorBox error={error} />}
      <Group className={classes['foot'] ?? ''} justify="space-between" gap="xs">
        {/* What keeps it from going out stands where it would go out. */}
        <Stack gap={4} className={classes['why'] ?? ''}>
          {check.data && restricted > 0 && (
            <Checkbox label={t('confirmRestricted', { count: restricted })} checked={confirmed} onChange={(event) => setConfirmed(event.currentTarget.checked)} />
          )}
          <Text size="sm" c="dimmed" id="why-not" role="status">
            {why}
          </Text>
        </Stack>
        <Group gap="xs" ml="auto">
          <Button variant="default" onClick={() => onStep('recipients')}>
            {t('back')}
          </Button>
          <Button loading={issuing} disabled={why !== undefined} aria-describedby="why-not" onClick={() => void issue()}>
            {check.data ? t('issueTo', { count: check.data.receivers.length }) : t('issue')}
          </Button>
        </Group>
      </Group>
    </>
  )
}

/** What a draft still waits for before it can be issued; undefined when it is nothing. */
export function whyNot(
  { data, error, isFetching }: { data: Pick<TransmittalCheck, 'may_issue' | 'obstacles'> | undefined; error: unknown; isFetching: boolean },
  unconfirmed: boolean,
  t: TFunction<'transmittals'>,
): string | undefined {
  if (isFetching) return t('checking')
  if (error || !data) return t('whyUnchecked')
  if (!data.may_issue) return data.obstacles.length > 0 ? t('whyObstacles', { count: data.obstacles.length }) : t('refused')
  return unconfirmed ? t('whyConfirm') : undefined
}

/** What a check found. */
export function Outcome({
  at,
  transmittal,
  check,
  onStep,
  onName,
  onSkip,
  onSkipSent,
}: {
  at: At
  transmittal: Transmittal
  check: TransmittalCheck
  onStep: (step: Step) => void
  onName: (more: Named[]) => void
  onSkip: (documents: string[]) => void
  onSkipSent: (skip: boolean) => void
}) {
  const { t } = useTranslation('transmittals')
  const { gains, obstacles } = check
  const links = check.receivers.filter(({ by }) => by === 'link').length
  // What all of them were sent before is nothing new to anybody, as long as something else goes out.
  const had = check.documents.filter(({ sent_before }) => check.receivers.length > 0 && (sent_before ?? 0) >= check.receivers.length)
  const warned = check.documents.filter(({ warnings }) => warnings.length > 0).length
  return (
    <>
      {obstacles.length > 0 && (
        <Alert color="red" variant="outline" role="alert" icon={<Icon name="warning" />} title={t('obstacles', { count: obstacles.length })}>
          <ul className={classes['obstacles']}>
            {obstacles.map(({ field, code, detail }) => (
              <li key={`${field} ${detail}`}>
                {where(field, check, t('aDocument'))}
                {detail}{' '}
                <Anchor component="button" type="button" size="sm" onClick={() => onStep(stepOf(field, code))}>
                  {t(`mend.${stepOf(field, code) as 'documents'}`)}
                </Anchor>
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {check.receivers.length > 0 && <section aria-labelledby="gains" className={classes['part']}>
        <h2 id="gains">{t('gains.title')}</h2>
        {gains.people === 0 ? (
          <Text>{t('gains.nothing')}</Text>
        ) : (
          <>
            <Text>
              {t('gains.newly', {
                people: t('gains.people', { count: gains.people }),
                documents: t('gains.documents', { count: gains.documents }),
              })}
            </Text>
            <AudienceLine audience={gains} />
            <Text size="xs" c="dimmed">
              {gains.names.join(', ')}
            </Text>
          </>
        )}
        {links > 0 && (
          <Text size="sm">
            {t('gains.links', { count: links })} {t(check.links_download ? 'gains.download' : 'gains.noDownload')}
            {check.links_mail_code && ` ${t('gains.code')}`}
          </Text>
        )}
      </section>}
      <Receivers receivers={check.receivers} />
      {check.satisfied.length > 0 && (
        <Text size="sm">
          {t('skip.satisfied', { count: check.satisfied.length })}: {check.satisfied.map(({ name, email }) => name || email).join(', ')}
        </Text>
      )}
      <Absent left={check.left_out} onStep={onStep} onName={onName} />
      <section aria-labelledby="checked" className={classes['part']}>
        <h2 id="checked">{t('documents', { count: check.documents.length })}</h2>
        {warned > 0 && <Text size="sm">{t('warned', { count: warned })}</Text>}
        {(check.held > 0 || check.skip_sent) && (
          <Switch
            label={t('skip.label')}
            description={t('skip.hint', { count: check.held })}
            checked={check.skip_sent}
            onChange={(event) => onSkipSent(event.currentTarget.checked)}
          />
        )}
        {!check.skip_sent && had.length > 0 && had.length < check.documents.length && (
          <Group>
            <Button variant="default" onClick={() => onSkip(had.map(({ document_id }) => document_id))}>
              {t('skipSent', { count: had.length })}
            </Button>
          </Group>
        )}
        <CheckedDocuments documents={check.documents} receivers={check.receivers.length + check.satisfied.length} />
        {check.documents.some(({ sent_before }) => sent_before) && (
          <Unfolding show={t('grid.show')} hide={t('grid.hide')}>
            <div className={classes['grid']}>
              <SentGrid at={at} transmittal={transmittal} />
            </div>
          </Unfolding>
        )}
      </section>
      {check.may_issue && check.receivers.length > 0 && (
        <section aria-labelledby="seen" className={classes['part']}>
          <h2 id="seen">{t('preview.title')}</h2>
          <Unfolding show={t('preview.show')} hide={t('preview.hide')}>
            <Preview at={at} transmittal={transmittal} receivers={check.receivers} />
          </Unfolding>
        </section>
      )}
    </>
  )
}

/** Which document an obstacle is about, where it is about one. */
function where(field: string, check: TransmittalCheck, otherwise: string): string {
  const index = /^documents\[(\d+)\]/.exec(field)?.[1]
  if (index === undefined) return ''
  return `${check.documents[Number(index)]?.number ?? otherwise}: `
}

function Receivers({ receivers }: { receivers: Receiver[] }) {
  const { t } = useTranslation('transmittals')
  const name = ({ person, name, email }: Receiver) => [name || email, person?.company?.name, name && email].filter(Boolean).join(' · ')
  const how = (one: Receiver) => [t(one.by === 'link' ? 'byLink' : 'byAccount'), one.admitted ? t('admitted') : ''].filter(Boolean).join(', ')
  const sooner = receivers.some(({ ends_with_membership }) => ends_with_membership)
  const columns: Column<Receiver>[] = [
    {
      key: 'name',
      header: t('columns.person'),
      width: 'minmax(240px, 3fr)',
      wish: 320,
      cell: (one) => (
        <span title={name(one)}>
          {one.outside && <OutsideMark />} {name(one)}
        </span>
      ),
    },
    { key: 'role', header: t('columns.role'), width: '64px', cell: ({ role }) => t(`roles.${role as 'to'}`) },
    ...(receivers.some(({ via }) => via)
      ? [{ key: 'via', header: t('columns.via'), width: 'minmax(90px, 1fr)', drop: 3 as const, cell: ({ via }: Receiver) => <span title={via ?? ''}>{via}</span> }]
      : []),
    { key: 'by', header: t('columns.by_'), width: 'minmax(110px, 1fr)', drop: 2, cell: (one) => <span title={how(one)}>{how(one)}</span> },
    { key: 'new', header: t('columns.newly'), width: '104px', align: 'end', cell: ({ newly_seen }) => newly_seen },
    ...(receivers.some(({ skipped }) => skipped > 0)
      ? [{ key: 'held', header: t('columns.held'), width: '104px', align: 'end' as const, drop: 2 as const, cell: ({ skipped }: Receiver) => skipped || '' }]
      : []),
    ...(receivers.some(({ unticked }) => unticked > 0)
      ? [{ key: 'unticked', header: t('columns.unticked'), width: '104px', align: 'end' as const, drop: 2 as const, cell: ({ unticked }: Receiver) => unticked || '' }]
      : []),
    { key: 'ends', header: t('columns.until'), width: sooner ? '204px' : '110px', drop: 1, cell: (one) => <Until one={one} /> },
    {
      key: 'asked',
      header: t('columns.acknowledges'),
      width: '140px',
      drop: 4,
      cell: ({ acknowledgement }) => t(`acknowledges.${acknowledgement as 'none'}`),
    },
  ]
  if (receivers.length === 0) return null
  return (
    <section aria-labelledby="receivers" className={classes['part']}>
      <h2 id="receivers">{t('receivers', { count: receivers.length })}</h2>
      <DataTable
        fit
        label={t('receivers', { count: receivers.length })}
        columns={columns}
        rows={receivers}
        getId={({ person, email }) => person?.id ?? email ?? ''}
        rowLabel={name}
        phone={(one) => ({
          first: (
            <>
              {one.outside && <OutsideMark />} <span>{name(one)}</span>
            </>
          ),
          second: (
            <>
              <span>{t(`roles.${one.role as 'to'}`)}</span>
              <span>{t('seesNew', { count: one.newly_seen })}</span>
              {one.skipped > 0 && <span>{t('heldAlready', { count: one.skipped })}</span>}
              {one.unticked > 0 && <span>{t('unticked', { count: one.unticked })}</span>}
              {one.ends_at && <Until one={one} />}
              {one.admitted && <span>{t('admitted')}</span>}
            </>
          ),
        })}
        empty={null}
      />
    </section>
  )
}

/** Until when; whose membership ends sooner is marked. */
function Until({ one }: { one: Receiver }) {
  const { t } = useTranslation('transmittals')
  return (
    <span>
      <When at={one.ends_at} empty="noEnd" />
      {one.ends_with_membership && <span title={t('withMembershipHint')}> ({t('withMembership')})</span>}
    </span>
  )
}

function CheckedDocuments({ documents, receivers }: { documents: TransmittalDocument[]; receivers: number }) {
  const { t } = useTranslation('transmittals')
  const words = useWords()
  const before = ({ sent_before }: TransmittalDocument) => {
    if (!sent_before) return ''
    return sent_before >= receivers ? t('sentAll') : t('sentSome', { count: sent_before })
  }
  const columns: Column<TransmittalDocument>[] = [
    { key: 'number', header: t('columns.number'), width: numberWidth(documents.map(({ number }) => number), false), cell: ({ number }) => number },
    { key: 'title', header: t('columns.title'), width: 'minmax(140px, 2fr)', cell: ({ title }) => <span title={title}>{title}</span> },
    { key: 'revision', header: t('columns.revision'), width: '80px', cell: ({ revision }) => revision },
    { key: 'status', header: t('columns.status'), width: '120px', drop: 2, cell: ({ status }) => words('status', status) },
    ...(documents.some(({ warnings }) => warnings.length > 0)
      ? [{ key: 'note', header: t('columns.note'), width: 'minmax(200px, 1fr)', cell: ({ warnings }: TransmittalDocument) => <Warnings codes={warnings} /> }]
      : []),
    { key: 'before', header: t('columns.before'), width: '130px', drop: 1, cell: before },
  ]
  return (
    <DataTable
      fit
      label={t('columns.documents')}
      columns={columns}
      rows={documents}
      getId={({ document_id }) => document_id}
      rowLabel={({ number, title }) => `${number} · ${title}`}
      phone={(one) => ({
        first: (
          <>
            <strong>{one.number}</strong> <span>{one.title}</span>
          </>
        ),
        second: (
          <>
            <span>{one.revision}</span>
            <Warnings codes={one.warnings} />
            {before(one) && <span>{before(one)}</span>}
          </>
        ),
      })}
      empty={<Text p="md">{t('noDocuments')}</Text>}
    />
  )
}
