// Merging documents that are the same under different numbers: what stays, what becomes of the revisions, and who
// will newly see what, before anything is done.
import { Alert, Button, Checkbox, Group, Modal, Radio, Select, Skeleton, Stack, Table, Text, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, skipToken, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mergeDocuments, previewMerge } from '~/api/queries/lifecycle'
import type { At } from '~/api/queries/project'
import { documentQuery, registerKey } from '~/api/queries/register'
import type { Document, MergePreview } from '~/api/types'
import { isProblem } from '~/lib/problem'
import { useWords } from '~/lib/words'
import { ErrorBox, Icon, OutsideMark, StatusChip, toast } from '~/ui'
import { DocumentSelect } from './DocumentSelect'
import { type Choice, isClear, MOST, newest, suggested, toOrder } from './merge'
import classes from './merge.module.css'
import { usePersonName } from './person'

export function MergeDialog({ at, ids: first, onClose }: { at: At; ids: string[]; onClose: () => void }) {
  const { t } = useTranslation('lifecycle')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const navigate = useNavigate()
  const [ids, setIds] = useState(first.slice(0, MOST))
  const [choice, setChoice] = useState<Choice>({ target: '', latest: '', codes: {} })
  const [sure, setSure] = useState(false)
  const [sending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  const loaded = useQueries({ queries: ids.map((id) => documentQuery(at, id)) })
  const failed = loaded.find((one) => one.error)
  const documents = loaded.flatMap(({ data }) => (data ? [data] : []))
  const order = documents.length === ids.length ? toOrder(documents, { ...choice, target: choice.target || (ids[0] ?? '') }) : undefined
  const [asked] = useDebouncedValue(order, 250)
  const preview = useQuery({
    queryKey: [...registerKey(at), 'merge', asked],
    queryFn: asked && order ? ({ signal }): Promise<MergePreview> => previewMerge(at, asked, signal) : skipToken,
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
  const current = JSON.stringify(asked) === JSON.stringify(order) && !preview.isPlaceholderData
  const change = (next: Partial<Choice>) => {
    setChoice((old) => ({ ...old, ...next }))
    // Being sure was about something else.
    setSure(false)
  }
  const merge = async () => {
    if (!order) return
    setSending(true)
    setError(undefined)
    try {
      const merged = await mergeDocuments(at, { ...order, sure })
      onClose()
      await navigate({ to: '/o/$org/p/$project/register/$doc', params: { ...at, doc: merged.id }, search: {} })
      void client.invalidateQueries({ queryKey: registerKey(at) })
      toast(t('merge.done', { number: merged.number }))
    } catch (problem) {
      setError(problem)
      if (isProblem(problem) && problem.status === 412) await client.invalidateQueries({ queryKey: registerKey(at) })
    } finally {
      setSending(false)
    }
  }
  const gone = documents.filter(({ id }) => id !== order?.target_id).map(({ number }) => number)
  return (
    <Modal opened onClose={onClose} title={t('merge.title')} size={880} closeOnClickOutside={false} closeButtonProps={{ 'aria-label': ui('close') }}>
      <Stack gap="md">
        <Text c="dimmed">{t('merge.text')}</Text>
        {failed?.error ? <ErrorBox error={failed.error} onRetry={() => void failed.refetch()} /> : null}
        <Documents
          documents={documents}
          loading={documents.length < ids.length && !failed}
          target={order?.target_id ?? choice.target}
          fixed={first[0]}
          onTarget={(target) => change({ target })}
          onRemove={(id) => {
            setIds(ids.filter((one) => one !== id))
            change({ target: choice.target === id ? '' : choice.target, latest: '', codes: {} })
          }}
        />
        {ids.length < MOST && (
          <DocumentSelect
            key={ids.join()}
            at={at}
            label={t('merge.add')}
            value=""
            without={ids}
            onChange={(id) => {
              if (!id) return
              setIds([...ids, id])
              change({ latest: '', codes: {} })
            }}
          />
        )}
        {order && (
          <Select
            label={t('merge.latest')}
            allowDeselect={false}
            data={documents.map((one) => ({ value: one.revision.id, label: t('merge.revisionOf', { code: one.revision.code, number: one.number }) }))}
            value={order.latest_revision_id || newest(documents)}
            onChange={(latest) => change({ latest: latest ?? '' })}
          />
        )}
        {preview.error ? (
          <ErrorBox error={preview.error} onRetry={() => void preview.refetch()} />
        ) : (
          order && (preview.data ? <Outcome preview={preview.data} codes={choice.codes} onCodes={(codes) => change({ codes })} /> : <Skeleton height={160} />)
        )}
        {error !== undefined && <ErrorBox error={error} />}
        {order && (
          <Checkbox
            label={t('merge.sure', { count: gone.length, numbers: gone.join(', ') })}
            checked={sure}
            onChange={(event) => setSure(event.currentTarget.checked)}
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={sending}>
            {ui('cancel')}
          </Button>
          <Button color="red" loading={sending} disabled={!order || !sure || !current || !isClear(preview.data)} onClick={() => void merge()}>
            {t('merge.submit')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

function Documents({
  documents,
  loading,
  target,
  fixed,
  onTarget,
  onRemove,
}: {
  documents: Document[]
  loading: boolean
  target: string
  /** Where the dialog was opened; it takes part. */
  fixed: string | undefined
  onTarget: (id: string) => void
  onRemove: (id: string) => void
}) {
  const { t } = useTranslation('lifecycle')
  return (
    <Radio.Group label={t('merge.number')} value={target} onChange={onTarget}>
      <Stack gap={4} mt={4}>
        {documents.map(({ id, number, title, revision }) => (
          <Group key={id} justify="space-between" wrap="nowrap">
            <Radio value={id} label={t('merge.document', { number, title, code: revision.code })} style={{ minWidth: 0, overflowWrap: 'anywhere' }} />
            {id !== fixed && (
              <Button size="compact-xs" variant="subtle" color="gray" aria-label={t('merge.removeOf', { number })} onClick={() => onRemove(id)}>
                {t('merge.remove')}
              </Button>
            )}
          </Group>
        ))}
        {loading && <Skeleton height={24} />}
      </Stack>
    </Radio.Group>
  )
}

function Outcome({
  preview,
  codes,
  onCodes,
}: {
  preview: MergePreview
  codes: Record<string, string>
  onCodes: (codes: Record<string, string>) => void
}) {
  const { t } = useTranslation('lifecycle')
  const words = useWords()
  const colliding = new Set(preview.collisions.map(({ revision_id }) => revision_id))
  const editable = (id: string) => colliding.has(id) || id in codes
  return (
    <section aria-label={t('merge.outcome')}>
      <Stack gap="sm">
        {preview.problems.map(({ field, detail }) => (
          <Alert key={`${field} ${detail}`} color="red" variant="outline" icon={<Icon name="warning" />}>
            {detail}
          </Alert>
        ))}
        {preview.collisions.length > 0 && (
          <Alert color="gray" icon={<Icon name="warning" />}>
            <Group justify="space-between">
              <Text size="sm">{t('merge.collisions', { count: preview.collisions.length })}</Text>
              <Button size="xs" variant="default" onClick={() => onCodes(suggested(preview, codes))}>
                {t('merge.suggest')}
              </Button>
            </Group>
          </Alert>
        )}
        <div className={classes['scroll']}>
          <Table verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                {(['code', 'from', 'status'] as const).map((key) => (
                  <Table.Th key={key}>{t(`merge.columns.${key}`)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {preview.revisions.map((revision) => (
                <Table.Tr key={revision.id}>
                  <Table.Td>
                    {editable(revision.id) ? (
                      <TextInput
                        size="xs"
                        w={120}
                        aria-label={t('merge.newCode', { code: revision.code, number: revision.from.number })}
                        value={codes[revision.id] ?? revision.code}
                        error={colliding.has(revision.id) && t('merge.taken')}
                        onChange={(event) => onCodes({ ...codes, [revision.id]: event.currentTarget.value })}
                      />
                    ) : (
                      <>
                        {revision.new_code} {revision.current && <StatusChip tone="quiet">{t('merge.current')}</StatusChip>}
                      </>
                    )}
                  </Table.Td>
                  <Table.Td>
                    {revision.new_code === revision.code
                      ? revision.from.number
                      : t('merge.was', { number: revision.from.number, code: revision.code })}
                  </Table.Td>
                  <Table.Td>
                    {revision.new_status === revision.status
                      ? words('status', revision.new_status)
                      : t('merge.statusWas', { now: words('status', revision.new_status), before: words('status', revision.status) })}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
        <Audience preview={preview} />
      </Stack>
    </section>
  )
}

/** Who will newly see what, and who no longer. */
function Audience({ preview }: { preview: MergePreview }) {
  const { t, i18n } = useTranslation('lifecycle')
  const person = usePersonName()
  const list = (items: string[]) => new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(items)
  const lines = (changes: MergePreview['gains']) =>
    changes.map((change) => (
      <li key={change.person.id}>
        {t('merge.who', { name: person(change.person), count: change.revisions.length, codes: list(change.revisions) })}
      </li>
    ))
  return (
    <div role="status">
      <Text>
        {preview.gain_count === 0 ? t('merge.noGains') : t('merge.gains', { count: preview.gain_count })}
        {preview.outside_gain_count > 0 && (
          <>
            {' '}
            <OutsideMark /> <strong className={classes['outside']}>{t('merge.outside', { count: preview.outside_gain_count })}</strong>
          </>
        )}
      </Text>
      <ul className={classes['people']}>{lines(preview.gains)}</ul>
      {preview.gain_count > preview.gains.length && <Text c="dimmed">{t('merge.more', { count: preview.gain_count - preview.gains.length })}</Text>}
      {preview.loss_count > 0 && (
        <>
          <Text>{t('merge.losses', { count: preview.loss_count })}</Text>
          <ul className={classes['people']}>{lines(preview.losses)}</ul>
        </>
      )}
      <Text size="sm" c="dimmed">
        {[
          preview.shares > 0 && t('merge.shares', { count: preview.shares }),
          preview.guest_shares > 0 && t('merge.guestShares', { count: preview.guest_shares }),
          preview.edit_requests > 0 && t('merge.requests', { count: preview.edit_requests }),
        ]
          .filter(Boolean)
          .join(' ')}
      </Text>
    </div>
  )
}
