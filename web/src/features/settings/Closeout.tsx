// The end of a project: what still stands open, each with where it is dealt with, and the lock that follows.
import { Alert, Anchor, Button, Checkbox, Group, Skeleton, Stack, Text, Textarea } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { may, refusal } from '~/api/abilities'
import { archiveHref, closeoutQuery, lockProject, recordInspection, withdrawInspection } from '~/api/queries/closeout'
import { type At, projectQuery } from '~/api/queries/project'
import type { Closeout as Standing } from '~/api/types'
import { ErrorBox, FormDialog, StatusChip, toast, toastError, useDialog, useForm, When } from '~/ui'
import classes from './settings.module.css'

type Item = Standing['items'][number]

/** The screen on which something that stands open is dealt with. */
export function placeOf(at: At, key: string): string | undefined {
  const project = `/o/${at.org}/p/${at.project}`
  const places: Record<string, string> = {
    workflows: `${project}/workflows`,
    steps: `${project}/workflows`,
    acknowledgements: `${project}/transmittals`,
    overdue: `${project}/transmittals?overdue=true`,
    packages: `${project}/packages`,
  }
  return places[key]
}

export function Closeout({ at }: { at: At }) {
  const { t } = useTranslation('settings')
  const closeout = useQuery(closeoutQuery(at))
  if (closeout.error) return <ErrorBox error={closeout.error} onRetry={() => void closeout.refetch()} />
  if (!closeout.data) return <Skeleton height={320} aria-busy />
  const standing = closeout.data
  return (
    <Stack gap="lg">
      <Alert color="gray">{t(standing.locked ? 'closing.isLocked' : standing.done ? 'closing.isDone' : 'closing.isOpen')}</Alert>
      {!standing.locked && (
        <ol className={classes['checklist']}>
          {standing.items.map((item) => (
            <Row key={item.key} at={at} item={item} standing={standing} />
          ))}
        </ol>
      )}
      {standing.locked && <TakeArchive at={at} standing={standing} />}
      <Lock at={at} standing={standing} />
    </Stack>
  )
}

function Row({ at, item, standing }: { at: At; item: Item; standing: Standing }) {
  const { t } = useTranslation('settings')
  const place = placeOf(at, item.key)
  const words = t(`closing.items.${item.key as 'workflows'}`)
  return (
    <li>
      <span className={classes['mark']}>
        <StatusChip tone={item.met ? 'done' : 'neutral'}>{t(item.met ? 'closing.met' : 'closing.open')}</StatusChip>
      </span>
      <span className={classes['what']}>
        <span>
          {words}
          {(item.count ?? 0) > 0 && place && (
            <>
              {' '}
              <Anchor component={Link} to={place}>
                {t('closing.count', { count: item.count ?? 0 })}
              </Anchor>
            </>
          )}
        </span>
        {item.at && (
          <Text size="sm" c="dimmed">
            {item.by?.name} · <When at={item.at} />
          </Text>
        )}
        {item.note && <Text size="sm">{item.note}</Text>}
      </span>
      {item.key === 'inspection' && <Inspection at={at} item={item} standing={standing} />}
      {item.key === 'archive' && <TakeArchive at={at} standing={standing} />}
    </li>
  )
}

function Inspection({ at, item, standing }: { at: At; item: Item; standing: Standing }) {
  const { t } = useTranslation('settings')
  const client = useQueryClient()
  const open = useDialog()
  if (!may(standing.abilities, 'project.closeout')) return null
  const keep = (next: Standing) => client.setQueryData(closeoutQuery(at).queryKey, next)
  if (item.met)
    return (
      <Button variant="default" size="xs" onClick={() => void withdrawInspection(at).then(keep, toastError)}>
        {t('closing.inspection.withdraw')}
      </Button>
    )
  return (
    <Button variant="default" size="xs" onClick={() => open((close) => <InspectionDialog at={at} onClose={close} onDone={keep} />)}>
      {t('closing.inspection.record')}
    </Button>
  )
}

function InspectionDialog({ at, onClose, onDone }: { at: At; onClose: () => void; onDone: (next: Standing) => void }) {
  const { t } = useTranslation('settings')
  const form = useForm({ note: '' })
  return (
    <FormDialog
      title={t('closing.inspection.record')}
      form={form}
      submit={t('closing.inspection.passed')}
      onClose={onClose}
      onSubmit={async ({ note }) => onDone(await recordInspection(at, note))}
    >
      <Text>{t('closing.inspection.text')}</Text>
      <Textarea label={t('closing.inspection.note')} autosize minRows={2} maxLength={1000} data-autofocus {...form.text('note')} />
    </FormDialog>
  )
}

function TakeArchive({ at, standing }: { at: At; standing: Standing }) {
  const { t } = useTranslation('settings')
  const client = useQueryClient()
  if (!may(standing.abilities, 'project.archive')) return null
  return (
    <Button
      component="a"
      variant="default"
      size="xs"
      className={classes['take'] ?? ''}
      href={archiveHref(at)}
      download
      // Whether all of it was sent is known when the reader comes back to this screen.
      onBlur={() => void client.invalidateQueries({ queryKey: closeoutQuery(at).queryKey })}
    >
      {t('closing.archive')}
    </Button>
  )
}

function Lock({ at, standing }: { at: At; standing: Standing }) {
  const { t } = useTranslation('settings')
  const { t: people } = useTranslation('people')
  const open = useDialog()
  const ability = standing.locked ? 'project.unlock' : standing.done ? 'project.lock' : 'project.lock_early'
  const not = !standing.locked && !standing.done && may(standing.abilities, 'project.lock') && !may(standing.abilities, ability) ? t('closing.notYet') : refusal(standing.abilities, ability, people('member.refused'))
  return (
    <Stack gap="xs" align="flex-start">
      <Text>{t(standing.locked ? 'closing.unlockText' : 'closing.lockText')}</Text>
      {not && <Text c="dimmed">{not}</Text>}
      <Group>
        <Button variant="default" disabled={!may(standing.abilities, ability)} onClick={() => open((close) => <LockDialog at={at} standing={standing} onClose={close} />)}>
          {t(standing.locked ? 'closing.unlock' : 'closing.lock')}
        </Button>
      </Group>
    </Stack>
  )
}

function LockDialog({ at, standing, onClose }: { at: At; standing: Standing; onClose: () => void }) {
  const { t } = useTranslation('settings')
  const { t: access } = useTranslation('access')
  const client = useQueryClient()
  const form = useForm({ reason: '', early: false })
  const lock = !standing.locked
  const early = lock && !standing.done
  return (
    <FormDialog
      title={t(lock ? 'closing.lock' : 'closing.unlock')}
      form={form}
      submit={t(lock ? 'closing.lock' : 'closing.unlock')}
      danger
      onClose={onClose}
      onSubmit={async ({ reason, early }) => {
        client.setQueryData(projectQuery(at).queryKey, await lockProject(at, lock, reason, early))
        await client.invalidateQueries({ queryKey: closeoutQuery(at).queryKey })
        toast(t(lock ? 'closing.locked' : 'closing.unlocked'))
      }}
    >
      <Text>{t(lock ? 'closing.lockText' : 'closing.unlockText')}</Text>
      <Textarea label={access('reason')} autosize minRows={2} required data-autofocus {...form.text('reason')} />
      {early && (
        <Checkbox
          label={t('closing.early', { count: standing.items.filter(({ met }) => !met).length })}
          required
          checked={form.values.early}
          onChange={(event) => form.set('early', event.currentTarget.checked)}
        />
      )}
    </FormDialog>
  )
}
