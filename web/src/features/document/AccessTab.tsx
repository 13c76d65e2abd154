// Who can see this document, by what, why and until when; and the answer to "why" for any one person.
import { Button, Select, Stack, Text, Title } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refusal } from '~/api/abilities'
import type { AccessItem, Document, Explanation } from '~/api/types'
import { type At, membershipChoicesQuery } from '~/api/queries/project'
import {
  documentAccessQuery,
  explain,
  extendGuestShare,
  extendShare,
  registerKey,
  revokeGuestShare,
  revokeShare,
} from '~/api/queries/register'
import { EndDialog, ReasonDialog } from '~/features/shares'
import { HoldersDialog } from '~/features/transmittals'
import { useRights, useWords } from '~/lib/words'
import { ActionMenu, AudienceLine, EmptyState, ErrorBox, OutsideMark, toast, useDialog, When } from '~/ui'
import classes from './document.module.css'

export function AccessTab({ at, document }: { at: At; document: Document }) {
  const { t } = useTranslation('access')
  const { t: ui } = useTranslation('ui')
  const { t: documents } = useTranslation('documents')
  const open = useDialog()
  const access = useQuery(documentAccessQuery(at, document.id))
  if (access.error) return <ErrorBox error={access.error} onRetry={() => void access.refetch()} />
  if (!access.data) return <Text c="dimmed">{ui('loading')}</Text>
  const { mine, items, counts } = access.data
  const earlier = document.revisions.find(({ acceptance, current }) => acceptance === 'accepted' && !current)
  return (
    <Stack gap="lg">
      <div>
        <Text>{mine}</Text>
        <AudienceLine audience={counts} />
        {earlier && (
          <Button mt="xs" size="xs" variant="default" onClick={() => open((close) => <HoldersDialog at={at} document={document} revision={earlier.id} onClose={close} />)}>
            {documents('actions.holders', { code: earlier.code })}
          </Button>
        )}
      </div>
      {items.length === 0 ? (
        <EmptyState title={t('document.empty')} />
      ) : (
        <ul className={classes['access']}>
          {items.map((item, index) => (
            <Item key={item.share_id ?? item.guest_share_id ?? index} at={at} item={item} />
          ))}
        </ul>
      )}
      <Explain at={at} document={document} />
    </Stack>
  )
}

function Item({ at, item }: { at: At; item: AccessItem }) {
  const { t } = useTranslation('access')
  const words = useWords()
  const rights = useRights()
  const client = useQueryClient()
  const open = useDialog()
  const name = item.subject.name
  const changed = async (message: string) => {
    await client.invalidateQueries({ queryKey: registerKey(at) })
    toast(message)
  }
  const share = item.share_id
  const guest = item.guest_share_id
  const actions =
    share || guest
      ? [
          {
            id: 'extend',
            label: t('extend'),
            refusal: refusal(item.abilities, 'extend', t('notAllowed')),
            run: () =>
              open((close) => (
                <EndDialog
                  title={name}
                  submit={t('extend')}
                  current={item.ends_at ?? null}
                  onClose={close}
                  onSubmit={async (day) => {
                    await (guest ? extendGuestShare(at, guest, day) : extendShare(at, share ?? '', day))
                    await changed(t('document.extended'))
                  }}
                />
              )),
          },
          {
            id: 'revoke',
            label: t('revoke'),
            danger: true,
            refusal: refusal(item.abilities, 'revoke', t('notAllowed')),
            run: () =>
              open((close) => (
                <ReasonDialog
                  title={t('document.revokeTitle', { name })}
                  submit={t('revoke')}
                  onClose={close}
                  onSubmit={async (reason) => {
                    await (guest ? revokeGuestShare(at, guest, reason) : revokeShare(at, share ?? '', reason))
                    await changed(t('document.revoked', { name }))
                  }}
                />
              )),
          },
        ]
      : []
  return (
    <li>
      <div>
        {item.outside && <OutsideMark />} <strong>{name}</strong>
        {item.subject.company && <span> · {item.subject.company.name}</span>}
        <p>
          {[
            words('subjectKind', item.kind),
            // A role and a link say themselves why they open.
            item.kind === 'role' || item.kind === 'link' ? undefined : item.via && words('via', item.via),
            rights(item.rights),
            item.revisions?.text,
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        <p>
          {item.granted_by && `${t('document.by', { name: item.granted_by.name })} `}
          {item.granted_at && (
            <>
              <When at={item.granted_at} /> ·{' '}
            </>
          )}
          {item.ends_at ? t('document.until') : item.granted_at && t('document.noEnd')}{' '}
          {item.ends_at && <When at={item.ends_at} />}
          {item.outside && (
            <>
              {' '}
              · {item.last_used_at ? t('document.lastUsed') : t('document.neverUsed')}{' '}
              {item.last_used_at && <When at={item.last_used_at} />}
            </>
          )}
        </p>
        {item.reason && <p>“{item.reason}”</p>}
      </div>
      <ActionMenu actions={actions} label={name} />
    </li>
  )
}

function Explain({ at, document }: { at: At; document: Document }) {
  const { t } = useTranslation('access')
  const members = useQuery({ ...membershipChoicesQuery(at), retry: false })
  const [member, setMember] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)
  const [answer, setAnswer] = useState<Explanation>()
  const [error, setError] = useState<unknown>()
  // Those who may not see the team may not ask about it either.
  if (!members.data || members.data.length === 0) return null

  async function ask() {
    if (!member) return
    setAsking(true)
    setError(undefined)
    try {
      setAnswer(await explain(at, document.id, member))
    } catch (problem) {
      setAnswer(undefined)
      setError(problem)
    } finally {
      setAsking(false)
    }
  }

  return (
    <section>
      <Title order={3} mb="xs">
        {t('document.explain')}
      </Title>
      <div style={{ display: 'flex', gap: 8, alignItems: 'flex-end' }}>
        <Select
          flex={1}
          label={t('document.person')}
          searchable
          data={members.data.map(({ id, person }) => ({
            value: person.id,
            label: person.company ? `${person.name} · ${person.company.name}` : person.name,
            key: id,
          }))}
          value={member}
          onChange={(value) => {
            setMember(value)
            setAnswer(undefined)
          }}
        />
        <Button variant="default" loading={asking} disabled={!member} onClick={() => void ask()}>
          {t('document.ask')}
        </Button>
      </div>
      <div aria-live="polite">
        {error !== undefined && <ErrorBox error={error} />}
        {answer && (
          <Stack gap={4} mt="sm">
            <Text>
              <strong>{answer.allowed ? t('document.yes') : t('document.no')}</strong> {answer.sentence}
              {answer.rule && <span style={{ color: 'var(--wl-muted)' }}> ({answer.rule})</span>}
            </Text>
            {answer.grounds.map((ground) => (
              <Text key={ground} size="sm" c="dimmed">
                {ground}
              </Text>
            ))}
            {answer.nearest_miss && (
              <Text size="sm">
                {t('document.nearest')}: {answer.nearest_miss}
              </Text>
            )}
            {answer.smallest_grant && (
              <Text size="sm">
                {t('document.smallest')}: {answer.smallest_grant}
              </Text>
            )}
          </Stack>
        )}
      </div>
    </section>
  )
}
