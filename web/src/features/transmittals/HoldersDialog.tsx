// Who still holds a revision, by whatever way, and whether the current one is theirs too; those who are chosen are sent it.
import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import type { At } from '~/api/queries/project'
import { holdersQuery, transmittalMayQuery } from '~/api/queries/transmittals'
import type { Document, HeldBy, Holder } from '~/api/types'
import type { Selection } from '~/lib/selection'
import { type Column, DataTable, EmptyState, OutsideMark, StatusChip, When } from '~/ui'
import { holderKey, lacking, lasts, toSend } from './holders'

/** Whoever is reached by an address or a link alone is from outside. */
const outside = ({ person }: Holder) => person?.outside ?? true
const beside = ({ person, name, email }: Holder) => (person ? person.company?.name : email === name ? undefined : email)

export function HoldersDialog({ at, document, revision: first, onClose }: { at: At; document: Document; revision: string; onClose: () => void }) {
  const { t } = useTranslation('transmittals')
  const { t: ui } = useTranslation('ui')
  const navigate = useNavigate()
  const [revision, setRevision] = useState(first)
  const [chosen, setChosen] = useState<Selection>()
  const { data, error, isPending, refetch } = useQuery(holdersQuery(at, document.id, revision))
  const { data: abilities } = useQuery(transmittalMayQuery(at))
  const held = document.revisions.filter(({ acceptance }) => acceptance === 'accepted')
  const code = held.find(({ id }) => id === revision)?.code ?? ''
  const rows = data?.items ?? []
  // Of the current revision nothing is owed to anybody.
  const sends = may(abilities, 'transmittal.manage') && data !== undefined && data.current_id !== revision && rows.length > 0
  const selection = chosen ?? lacking(rows)
  const named = rows.filter((row) => selection.has(holderKey(row)))
  const carried = data && toSend(document, data, named)
  const refusal = named.length === 0 ? t('holders.choose') : carried ? undefined : t('holders.nameless')
  const way = ({ kind, label }: HeldBy) => (kind === 'share' || kind === 'guest_share' ? t(`holders.ways.${kind}`, { context: label ? 'named' : undefined, label }) : label)
  const by = ({ ways }: Holder) => {
    const text = [...new Set(ways.map(way))].join(', ')
    return <span title={text}>{text}</span>
  }
  const until = (row: Holder) => {
    const { ends_at, over } = lasts(row, Date.now())
    return over ? <StatusChip tone="quiet">{t('holders.over')}</StatusChip> : <When at={ends_at} empty="noEnd" />
  }
  const has = ({ has_current }: Holder) =>
    data && data.current_id !== revision && <StatusChip tone={has_current ? 'done' : 'danger'}>{t(has_current ? 'holders.has' : 'holders.lacks', { code: data.current })}</StatusChip>
  const columns: Column<Holder>[] = [
    {
      key: 'person',
      header: t('columns.person'),
      width: 'minmax(150px, 2fr)',
      cell: (row) => (
        <span title={[row.name, beside(row)].filter(Boolean).join(' · ')}>
          {outside(row) && <OutsideMark />} {row.name} <span style={{ color: 'var(--wl-muted)' }}>{beside(row)}</span>
        </span>
      ),
    },
    { key: 'by', header: t('columns.via'), width: 'minmax(150px, 2fr)', cell: by },
    { key: 'since', header: t('holders.since'), width: '110px', drop: 2, cell: ({ ways }) => <When at={ways.map(({ since }) => since).sort()[0]} /> },
    { key: 'until', header: t('columns.until'), width: '110px', drop: 1, cell: until },
    { key: 'current', header: t('columns.current'), width: '130px', cell: has },
  ]
  return (
    <Modal opened onClose={onClose} title={t('holders.title', { code, number: document.number })} size={880} closeButtonProps={{ 'aria-label': ui('close') }}>
      <Stack gap="md">
        <Group justify="space-between" align="flex-end" gap="xs">
          <Text size="sm" c="dimmed" flex="1 1 260px">
            {data && t('holders.byRole', { count: data.by_role })}
          </Text>
          {held.length > 1 && (
            <Select
              size="xs"
              w={130}
              label={t('columns.revision')}
              allowDeselect={false}
              data={held.map(({ id, code }) => ({ value: id, label: code }))}
              value={revision}
              onChange={(value) => {
                setRevision(value ?? first)
                setChosen(undefined)
              }}
            />
          )}
        </Group>
        <DataTable
          label={t('holders.title', { code, number: document.number })}
          columns={columns}
          rows={rows}
          loading={isPending}
          error={error}
          onRetry={() => void refetch()}
          getId={holderKey}
          rowLabel={({ name }) => name}
          {...(sends ? { selection, onSelection: setChosen } : {})}
          phone={(row) => ({
            first: (
              <>
                {outside(row) && <OutsideMark />} <strong>{row.name}</strong>
              </>
            ),
            second: (
              <>
                {has(row)} {by(row)} {until(row)}
              </>
            ),
          })}
          empty={<EmptyState title={t('holders.empty', { code })}>{t('holders.emptyText')}</EmptyState>}
          fit
        />
        {sends && (
          <Group justify="flex-end" gap="xs">
            {refusal && (
              <Text size="sm" c="dimmed">
                {refusal}
              </Text>
            )}
            <Button
              disabled={refusal !== undefined}
              onClick={() => {
                onClose()
                void navigate({ to: '/o/$org/p/$project/transmittals/new', params: at, ...(carried ? { state: { transmittal: carried } } : {}) })
              }}
            >
              {t('holders.send', { code: data.current })}
            </Button>
          </Group>
        )}
      </Stack>
    </Modal>
  )
}
