// An invitation, or the set-up link of a first admin. Opening the page asks nothing of the server: only the
// button does, so that a mail scanner that follows links changes nothing.
import { useWords } from '~/lib/words'
import { Button, List, PasswordInput, Text, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InvitationCheck } from '~/api/types'
import { listMySteps } from '~/api/queries/steps'
import { acceptInvitation, checkInvitation, type Door as Kind, meQuery } from '~/api/queries/session'
import { isProblem } from '~/lib/problem'
import { ErrorBox, Form, useForm } from '~/ui'
import { Door } from './Door'

/** The step that one was invited to answer. */
export type WaitingStep = { org: string; project: string; step: string }

/** What waits for whoever came just now; where that cannot be found out, nothing. */
async function waitingStep(org: string): Promise<WaitingStep | undefined> {
  const first = await listMySteps(org, 'mine')(undefined).then(
    ({ items }) => items[0],
    () => undefined,
  )
  return first && { org, project: first.project.id, step: first.id }
}

export function InvitationPage({ kind, token, onAccepted }: { kind: Kind; token: string; onAccepted: (step?: WaitingStep) => void }) {
  const { t } = useTranslation('sign-in')
  const [found, setFound] = useState<InvitationCheck>()
  const [checking, setChecking] = useState(false)
  const [error, setError] = useState<unknown>()

  async function check() {
    setChecking(true)
    setError(undefined)
    try {
      setFound(await checkInvitation(kind, token))
    } catch (problem) {
      setError(problem)
    } finally {
      setChecking(false)
    }
  }

  if (found) return <Accept kind={kind} token={token} found={found} onAccepted={onAccepted} />
  const dead = token === '' || (isProblem(error) && error.status >= 400 && error.status < 500 && error.status !== 429)
  return (
    <Door title={dead ? t('invitation.dead') : t('invitation.check')}>
      <Text>{dead ? t('invitation.deadText') : t('invitation.intro')}</Text>
      {!dead && error !== undefined && <ErrorBox error={error} />}
      {!dead && (
        <Button loading={checking} onClick={check}>
          {t('invitation.check')}
        </Button>
      )}
    </Door>
  )
}

function Accept({
  kind,
  token,
  found,
  onAccepted,
}: {
  kind: Kind
  token: string
  found: InvitationCheck
  onAccepted: (step?: WaitingStep) => void
}) {
  const { t } = useTranslation('sign-in')
  const words = useWords()
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const form = useForm({ name: found.name, password: '' })
  const organisation = found.organisation.name
  const role = words('organisationRole', found.role)
  return (
    <Door title={t(kind === 'set-up' ? 'invitation.setUpTitle' : 'invitation.title', { organisation })}>
      <Text>
        {found.inviter
          ? t('invitation.inviter', { name: found.inviter, email: found.email, role })
          : t('invitation.noInviter', { email: found.email, role })}
      </Text>
      {found.projects.length > 0 && (
        <div>
          <Text c="dimmed">{t('invitation.projects')}</Text>
          <List>
            {found.projects.map((project) => (
              <List.Item key={project.name}>
                {t('invitation.project', { name: project.name, role: words('projectRole', project.role) })}
              </List.Item>
            ))}
          </List>
        </div>
      )}
      <Form
        form={form}
        submit={t('invitation.accept')}
        onSubmit={async ({ name, password }) => {
          const me = await acceptInvitation(kind, found.needs_password ? { token, name, password } : password ? { token, password } : { token })
          client.clear()
          client.setQueryData(meQuery.queryKey, me)
          onAccepted(await waitingStep(found.organisation.slug))
        }}
      >
        {found.needs_password ? (
          <>
            <TextInput label={t('invitation.name')} autoComplete="name" required {...form.text('name')} />
            <PasswordInput
              label={t('invitation.password')}
              autoComplete="new-password"
              required
              visibilityToggleButtonProps={{ 'aria-label': ui('passwordShow') }}
              {...form.text('password')}
            />
          </>
        ) : (
          <>
            <Text c="dimmed">{t('invitation.existing')}</Text>
            <PasswordInput
              label={t('invitation.present')}
              description={t('invitation.presentHint')}
              autoComplete="current-password"
              visibilityToggleButtonProps={{ 'aria-label': ui('passwordShow') }}
              {...form.text('password')}
            />
          </>
        )}
      </Form>
    </Door>
  )
}
