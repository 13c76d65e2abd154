// What can be done with a guest link.
import { Modal } from '@mantine/core'
import '~/theme/late.css'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { refusal } from '~/api/abilities'
import type { GuestShare } from '~/api/types'
import type { At } from '~/api/queries/project'
import {
  extendGuestShare,
  guestSharesKey,
  regenerateGuestShare,
  registerKey,
  revokeGuestShare,
} from '~/api/queries/register'
import { day, millis } from '~/lib/dates'
import { type Action, toast, useConfirm, useDialog } from '~/ui'
import { Ready } from './CreateGuestShare'
import { EditGuestShare } from './EditGuestShare'
import { lazily } from '~/lib/lazily'

const EndDialog = lazily(() => import('./dialogs'), 'EndDialog')
const ReasonDialog = lazily(() => import('./dialogs'), 'ReasonDialog')

export function useGuestShareActions(at: At): (share: GuestShare) => Action[] {
  const { t, i18n } = useTranslation('shares')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const open = useDialog()
  const confirm = useConfirm()
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: guestSharesKey(at).slice(0, -1) })
    void client.invalidateQueries({ queryKey: registerKey(at) })
  }

  async function regenerate(share: GuestShare) {
    let link = ''
    const done = await confirm({
      title: t('regenerate.title', { label: share.label }),
      text: t('regenerate.text'),
      action: t('regenerate.submit'),
      danger: true,
      run: async () => {
        link = (await regenerateGuestShare(at, share.id)).link
      },
    })
    if (!done) return
    await refresh()
    open((close) => (
      <Modal
        opened
        onClose={close}
        closeOnClickOutside={false}
        title={t('ready.title')}
        closeButtonProps={{ 'aria-label': ui('close') }}
      >
        <Ready share={share} link={link} onDone={close} />
      </Modal>
    ))
  }

  return (share) => {
    const not = (ability: string) => refusal(share.abilities, ability, t('actions.refused'))
    return [
      {
        id: 'extend',
        label: t('actions.extend'),
        refusal: share.over_ceiling ? t('overCeiling') : not('extend'),
        run: () =>
          open((close) => (
            <EndDialog
              title={t('extend.title', { label: share.label })}
              submit={t('extend.submit')}
              current={share.expires_at ?? null}
              note={share.state === 'expired' ? t('extend.reactivate') : undefined}
              onClose={close}
              onSubmit={async (until) => {
                const changed = await extendGuestShare(at, share.id, until)
                await refresh()
                toast(t('extend.done', { date: day(millis(changed.expires_at ?? ''), i18n.language) }))
              }}
            />
          )),
      },
      {
        id: 'edit',
        label: t('actions.edit'),
        refusal: not('edit'),
        run: () =>
          open((close) => (
            <EditGuestShare
              at={at}
              share={share}
              onClose={close}
              onSaved={async () => {
                await refresh()
                toast(t('saved'))
              }}
            />
          )),
      },
      {
        id: 'regenerate',
        label: t('actions.regenerate'),
        refusal: not('regenerate'),
        run: () => void regenerate(share),
      },
      {
        id: 'revoke',
        label: t('actions.revoke'),
        refusal: not('revoke'),
        danger: true,
        run: () =>
          open((close) => (
            <ReasonDialog
              title={t('revoke.title', { label: share.label })}
              text={t('revoke.text')}
              submit={t('revoke.submit')}
              onClose={close}
              onSubmit={async (reason) => {
                await revokeGuestShare(at, share.id, reason)
                await refresh()
                toast(t('revoke.done'))
              }}
            />
          )),
      },
    ]
  }
}
